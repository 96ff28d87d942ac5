/** A fault plan as it stands in a scenario's file. */
import { Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Fault, formatDuration } from '../files/index.ts';
import type { FaultPlan } from './reduce.ts';

/** `method:` with a line for each fault, ready to be pasted: keys in kebab-case, durations in ISO 8601. */
export function methodYaml(plan: FaultPlan): string {
  const document = new Document({ method: plan.map(written) });
  const faults = document.get('method') as YAMLSeq<YAMLMap>;
  for (const fault of faults.items) fault.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function written({ name, uses, target, atSeconds, forSeconds, with: given }: Fault): object {
  return {
    name,
    uses,
    ...(target !== undefined && { target }),
    at: formatDuration(atSeconds),
    ...(forSeconds !== undefined && { for: formatDuration(forSeconds) }),
    ...(Object.keys(given).length > 0 && { with: asWritten(given) }),
  };
}

function asWritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asWritten);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.map(([key, entry]) => {
      const seconds = key.endsWith('Seconds') && typeof entry === 'number';
      return seconds ? [kebab(key.slice(0, -'Seconds'.length)), formatDuration(entry)] : [kebab(key), asWritten(entry)];
    }),
  );
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
