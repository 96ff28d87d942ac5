/** What `run` and `resume` print of a simulated run that came to its end. */
import { relative, resolve } from 'node:path';
import type { Loaded } from '../files/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import type { NextCommand } from '../reports/human/next.ts';
import { humanReport } from '../reports/human.ts';
import type { RunResult, ToolStamp } from '../verdict/index.ts';
import { type CliContext, screenOf } from './context.ts';
import type { Reseed } from './engine.ts';
import type { OutputChoice } from './flags.ts';
import type { FormatOf } from './formats.ts';
import { commandLine, journalCommandLine, runCommandLine } from './invocation.ts';
import { emit, jsonText } from './outputs.ts';
import { runDocuments } from './run-documents.ts';
import { toolStamp } from './tool.ts';

export type RunOutput = OutputChoice<FormatOf<'run'>>;

/** A run, with what must be typed to see it again. */
export interface Told {
  /** The scenario, as it would be typed here. */
  readonly file: string;
  readonly chosen: {
    readonly variant?: string;
    readonly vars?: Readonly<Record<string, string>>;
    readonly runbook?: string;
    readonly mutant?: string;
    readonly reseed?: readonly Reseed[];
    readonly decisions?: string;
  };
  readonly scenario: Pick<Loaded['scenario'], 'variants' | 'causes'>;
  readonly result: RunResult;
  /** The lines of the journal, without line feeds. */
  readonly journal: readonly string[];
  /** Undefined if it was not kept. */
  readonly journalPath: string | undefined;
  readonly wallSeconds: number;
}

/** A journal on stdout flows while the world runs; every other output is made of the whole. */
export function flows(outputs: readonly RunOutput[]): boolean {
  return outputs.some(({ format, file }) => format === 'ndjson' && file === undefined);
}

export async function tellRun(context: CliContext, outputs: readonly RunOutput[], told: Told): Promise<void> {
  const { file, chosen, result, journal, wallSeconds } = told;
  const again = runCommandLine({ scenario: file, ...chosen, seed: result.seed });
  const text = (): string => journal.map((line) => `${line}\n`).join('');
  const documents = await runDocuments(outputs, { journal: text, again, wallSeconds });
  emit(context, outputs, {
    human: () => human(context, told),
    json: () => jsonText(ordered({ ...result, tool: toolStamp(), wallSeconds })),
    ndjson: () => (flows(outputs) ? '' : text()),
    ...documents,
  });
}

/** Schema, environment and tool first, as the format is documented. */
function ordered({ schema, environment, tool, ...rest }: RunResult & ToolStamp): object {
  return { schema, environment, tool, ...rest };
}

function human(context: CliContext, told: Told): string {
  const { file, chosen, result, journal } = told;
  const { stdout, env } = context.process;
  const events = journal.map((line) => JSON.parse(line) as JournalEvent);
  const again = runCommandLine({ scenario: file, ...chosen, seed: result.seed });
  const next = nextCommands(context, told).map(asTyped(env));
  return humanReport({ events, result, again, next }, screenOf(stdout, env));
}

/** Whoever came by `npm start` or `npx` stands in a clone, where the command's name alone leads nowhere. */
export function asTyped(env: NodeJS.ProcessEnv): (next: NextCommand) => NextCommand {
  const inClone = env.npm_lifecycle_event !== undefined || env.npm_command !== undefined;
  return ({ command, shows }) => ({ command: inClone ? `npx ${command}` : command, shows });
}

function nextCommands({ folder }: CliContext, { file, chosen, scenario, result, journalPath }: Told): NextCommand[] {
  const others = Object.keys(scenario.variants).filter((name) => name !== result.variant);
  const baseline = scenario.causes?.baseline ?? Object.keys(scenario.variants)[0];
  // The last variant is the one that mends most; the story is to go there from the baseline, and back from there.
  const other = result.variant === baseline ? others.at(-1) : baseline;
  const journal = journalPath && relative(folder, resolve(folder, journalPath));
  const { vars, runbook } = chosen;
  return [
    ...(scenario.causes === undefined || runbook !== undefined
      ? []
      : [{ command: commandLine('compare', { scenario: file, vars }), shows: 'what each cause cost, in minutes' }]),
    ...(other === undefined
      ? []
      : [
          {
            command: runCommandLine({ scenario: file, variant: other, vars, runbook }),
            shows: `the same day, ${other}`,
          },
        ]),
    ...(journal === undefined
      ? []
      : [{ command: journalCommandLine('replay', journal), shows: 'run it again, event by event' }]),
  ];
}
