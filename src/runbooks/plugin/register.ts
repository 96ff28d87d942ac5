/** From a plug-in's kinds to entries of the catalogue. What is wrong with one is said in the words of its author's file. */
import { z } from 'zod';
import { addedProbes, addedSteps } from '../files/catalogue/added.ts';
import type { ProbeEntry, StepEntry } from '../files/catalogue/entry.ts';
import { knownProbeNames, range } from '../files/catalogue/probes.ts';
import { knownStepNames } from '../files/catalogue/steps.ts';
import { FileProblems, formatPath, type Path } from '../files/problems.ts';
import type { Plugin, ProbeKind, StepKind } from './define.ts';
import { probeKinds, stepKinds } from './kinds.ts';

const schema = z.custom<z.ZodType<object>>(
  (value) => value instanceof Object && '_zod' in value && 'safeParse' in value,
  {
    error: 'expected a zod schema (import { z } from "zonefall/plugin")',
  },
);
const method = z.custom<() => unknown>((value) => typeof value === 'function', { error: 'expected a function' });
const doc = z.string({ error: 'expected one line for people' }).min(1);

const stepKind = z.strictObject({
  doc,
  with: schema,
  example: z.unknown(),
  writes: z.boolean().default(true),
  safeToRepeat: z.boolean().optional(),
  changes: z.array(z.string()).default([]),
  checks: z.boolean().default(false),
  outputs: z.record(z.string(), z.enum(['string', 'number', 'boolean', 'list'])).default({}),
  run: method,
});

const probeKind = z.strictObject({
  doc,
  with: schema,
  example: z.strictObject({ with: z.unknown(), tolerance: range().optional() }),
  tolerance: range().optional(),
  unit: z.string().optional(),
  measure: method,
});

/** Throws FileProblems that name `file`: nothing of such a plug-in is taken. */
export function register(plugin: unknown, file: string): void {
  new Registration(file).take(plugin);
}

class Registration {
  readonly #file: string;
  readonly #mistakes: string[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  take(plugin: unknown): void {
    const shape = z.strictObject({
      steps: z.record(z.string(), z.unknown()).default({}),
      probes: z.record(z.string(), z.unknown()).default({}),
    });
    const read = shape.safeParse(plugin);
    if (!read.success) throw this.#refuse(['expected definePlugin({ steps, probes }) as the default export']);
    const steps = Object.entries(read.data.steps).map(([name, kind]) => [name, this.#step(name, kind)] as const);
    const probes = Object.entries(read.data.probes).map(([name, kind]) => [name, this.#probe(name, kind)] as const);
    if (steps.length + probes.length === 0) this.#mistakes.push('it brings neither steps nor probes');
    if (this.#mistakes.length > 0) throw this.#refuse(this.#mistakes);
    const brought = plugin as Required<Plugin>;
    for (const [name, entry] of steps) {
      addedSteps.set(name, entry!);
      stepKinds.set(name, brought.steps[name] as StepKind);
    }
    for (const [name, entry] of probes) {
      addedProbes.set(name, entry!);
      probeKinds.set(name, brought.probes[name] as ProbeKind);
    }
  }

  #step(name: string, kind: unknown): StepEntry | undefined {
    this.#name(name, 'step', knownStepNames());
    const read = stepKind.safeParse(kind);
    if (!read.success) return this.#issues(read.error.issues, ['steps', name]);
    const { writes, checks, changes, doc, outputs, example } = read.data;
    if (checks && writes)
      this.#mistakes.push(`steps.${name}: what stands under preflight looks only: writes must be false`);
    const given = strict(read.data.with);
    this.#fits(given, example, ['steps', name, 'example']);
    const safeToRepeat = read.data.safeToRepeat ?? !writes;
    return { doc, with: given, writes, safeToRepeat, changes, checks, outputs, example };
  }

  #probe(name: string, kind: unknown): ProbeEntry | undefined {
    this.#name(name, 'probe', knownProbeNames());
    const read = probeKind.safeParse(kind);
    if (!read.success) return this.#issues(read.error.issues, ['probes', name]);
    const { doc, tolerance } = read.data;
    const given = strict(read.data.with);
    const { example } = kind as ProbeKind;
    this.#fits(given, example.with, ['probes', name, 'example', 'with']);
    const accepted = tolerance === undefined ? range() : range().default(tolerance);
    this.#fits(accepted, example.tolerance, ['probes', name, 'example', 'tolerance']);
    return {
      doc,
      with: given,
      tolerance: accepted,
      numeric: true,
      example: { ...example, tolerance: example.tolerance },
    };
  }

  #name(name: string, what: string, taken: readonly string[]): void {
    if (taken.includes(name)) this.#mistakes.push(`there is a ${what} "${name}" already; choose another name`);
    else if (!/^[a-z][a-z0-9-]*:[a-z][a-z0-9.-]*$/.test(name)) {
      this.#mistakes.push(
        `"${name}" is no name of a ${what}; write it as acme:${/[a-z][a-z0-9-]*$/.exec(name)?.[0] ?? what}`,
      );
    }
  }

  #fits(schema: z.ZodType, example: unknown, path: Path): void {
    const read = schema.safeParse(example);
    if (!read.success) this.#issues(read.error.issues, path);
  }

  #issues(issues: readonly z.core.$ZodIssue[], path: Path): undefined {
    for (const issue of issues) {
      this.#mistakes.push(`${formatPath([...path, ...(issue.path as Path)])}: ${issue.message}`);
    }
  }

  #refuse(mistakes: readonly string[]): FileProblems {
    return new FileProblems(mistakes.map((message) => ({ file: this.#file, line: 0, column: 0, message, path: '' })));
  }
}

/** An object schema that would drop the keys it does not know refuses them, as the whole format does. */
function strict(schema: z.ZodType<object>): z.ZodType<object> {
  const { type, catchall } = schema._zod.def as { type: string; catchall?: unknown };
  return type === 'object' && catchall === undefined ? (schema as unknown as z.ZodObject).strict() : schema;
}
