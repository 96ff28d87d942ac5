import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';
import type { OutputChoice } from './flags.ts';

/** The outputs that somebody asked for, `human` if none. Throws if two would mix on stdout or in one file. */
export function chosenOutputs<F extends string>(
  choices: readonly OutputChoice<F>[],
  standard: F,
): readonly OutputChoice<F>[] {
  if (choices.length === 0) return [{ format: standard }];
  const places = new Set<string>();
  for (const { format, file } of choices) {
    const place = file ?? 'stdout';
    if (places.has(place)) {
      throw new UsageError(`two outputs go to ${place}; send one to a file of its own: -o ${format}=FILE`);
    }
    places.add(place);
  }
  return choices;
}

/** Writes each output where it was asked for. */
export function emit<F extends string>(
  context: CliContext,
  choices: readonly OutputChoice<F>[],
  texts: Readonly<Record<F, () => string>>,
): void {
  for (const { format, file } of choices) {
    const text = texts[format]();
    if (file === undefined) context.process.stdout.write(text);
    else writeOutput(resolve(context.folder, file), text);
  }
}

/** Writes a file and the folders that it needs. Throws UsageError where that is not possible: the path is the user's. */
export function writeOutput(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  }
}

/** JSON for people and programs: indented, ended by a line feed. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
