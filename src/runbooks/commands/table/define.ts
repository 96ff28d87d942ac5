/**
 * How a line of the command table is written: its flags and its help stand here, and what it does is imported when it is called, so that
 * `--help` loads nothing.
 */
import type { CommandFunction } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { Engine } from '../engine.ts';
import { outputParser } from '../flags.ts';

export type NoFlags = Readonly<Record<never, unknown>>;

/** A command returns its exit code; it is loaded when it is called. */
type Implementation<Flags, Args extends (string | undefined)[]> = (
  context: CliContext,
  flags: Flags,
  ...args: Args
) => Promise<number>;

export function loads<Flags extends Readonly<Record<string, unknown>>, Args extends (string | undefined)[]>(
  load: () => Promise<Implementation<Flags, Args>>,
): () => Promise<CommandFunction<Flags, Args, CliContext>> {
  return async () => {
    const implementation = await load();
    return async function (flags, ...args) {
      this.process.exitCode = await implementation(this, flags, ...args);
    };
  };
}

/** The world's thread loads while this one still reads the command's own modules and files. */
export async function startedEngine(): Promise<Engine> {
  return (await import('../engine.ts')).startedEngine();
}

/** A flag with a value. No flag has to be given. */
export const parsed = <T>(parse: (input: string) => T, brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse, brief, placeholder, optional: true }) as const;
export const repeatable = <T>(parse: (input: string) => T, brief: string, placeholder: string) =>
  ({ ...parsed(parse, brief, placeholder), variadic: true }) as const;
export const text = (brief: string, placeholder: string) => parsed(String, brief, placeholder);
/** Present or not. */
export const toggle = (brief: string) => ({ kind: 'boolean', brief, optional: true, withNegated: false }) as const;
export const outputs = <F extends string>(formats: readonly F[]) =>
  ({
    ...repeatable(
      outputParser(formats),
      `What to print: ${formats.join(', ')}; -o ${formats.at(-1)}=FILE writes a file; repeatable`,
      'format',
    ),
    proposeCompletions: () => formats,
  }) as const;
export const oneFile = (brief: string, placeholder: string) =>
  ({ kind: 'tuple', parameters: [{ brief, placeholder, parse: String }] }) as const;
export const plugins = repeatable(
  String,
  'Kinds of steps and probes of your own: a file or a package; repeatable',
  'FILE',
);
