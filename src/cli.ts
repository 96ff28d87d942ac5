#!/usr/bin/env node
/**
 * The command line: a table of commands. Each imports its own room when it is called, so that `--help` loads nothing.
 *
 * Data goes to stdout, talk to stderr. Exit codes: 0 every budget and probe held; 1 a budget failed; 2 usage, or an invalid file; 3
 * internal error; 4 inconclusive; 5 stopped; 6 a replay diverged; 7 needs a person and none is there; 130 and 143 signals.
 */
import nodeModule from 'node:module';
import { buildApplication, buildCommand, buildRouteMap, type CommandFunction, run } from '@stricli/core';
import type { CompareFlags } from './runbooks/commands/compare.ts';
import { type CliContext, exitCodes } from './runbooks/commands/context.ts';
import type { Engine } from './runbooks/commands/engine.ts';
import { describeError, exitCodeOfError } from './runbooks/commands/failures.ts';
import { outputParser, parseSeed, parseSeeds, parseVar } from './runbooks/commands/flags.ts';
import type { RunFlags } from './runbooks/commands/run.ts';
import { commandLineText } from './runbooks/commands/texts.ts';
import { toolVersion } from './runbooks/commands/tool.ts';

// Node 22 and later can keep compiled code between starts; Node 20 has no such call.
nodeModule.enableCompileCache?.();

type NoFlags = Readonly<Record<never, unknown>>;

/** A command returns its exit code; it is loaded when it is called. */
type Implementation<Flags, Args extends string[]> = (
  context: CliContext,
  flags: Flags,
  ...args: Args
) => Promise<number>;

function loads<Flags extends Readonly<Record<string, unknown>>, Args extends string[]>(
  load: () => Promise<Implementation<Flags, Args>>,
): () => Promise<CommandFunction<Flags, Args, CliContext>> {
  return async () => {
    const implementation = await load();
    return async function (flags, ...args) {
      this.process.exitCode = await implementation(this, flags, ...args);
    };
  };
}

/** The world's thread loads on the other core while this one still reads the command's own modules and files. */
async function startedEngine(): Promise<Engine> {
  return (await import('./runbooks/commands/engine.ts')).threadEngine();
}

const text = (brief: string, placeholder: string) =>
  ({ kind: 'parsed', parse: String, brief, placeholder, optional: true }) as const;
const outputs = <F extends string>(...formats: F[]) =>
  ({
    kind: 'parsed',
    parse: outputParser(formats),
    brief: `What to print: ${formats.join(', ')}; -o ${formats.at(-1)}=FILE writes a file; repeatable`,
    placeholder: 'format',
    optional: true,
    variadic: true,
  }) as const;
const oneFile = (brief: string, placeholder: string) =>
  ({ kind: 'tuple', parameters: [{ brief, placeholder, parse: String }] }) as const;

const runCommand = buildCommand<RunFlags, [string], CliContext>({
  loader: loads<RunFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { run } = await import('./runbooks/commands/run.ts');
    return (context, flags, file) => run(context, flags, file, engine);
  }),
  parameters: {
    positional: oneFile('The scenario, a YAML file', 'SCENARIO'),
    flags: {
      seed: {
        kind: 'parsed',
        parse: parseSeed,
        brief: "Draws another world and other people; the scenario's own seed without it",
        placeholder: 'N',
        optional: true,
      },
      variant: text('A variant of the scenario', 'name'),
      var: {
        kind: 'parsed',
        parse: parseVar,
        brief: 'Sets a variable of the scenario; repeatable',
        placeholder: 'name=value',
        optional: true,
        variadic: true,
      },
      runbook: text("Another runbook than the scenario's", 'FILE'),
      output: outputs('human', 'json', 'ndjson'),
      journal: text('Where the journal goes; .zonefall/<scenario>-<variant>-<seed>.ndjson without it', 'FILE'),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Run a scenario once: timeline, phases, verdict',
    fullDescription: [
      'Runs a scenario once, in virtual time, with people modelled: the timeline, where the time went, and whether the budgets held.',
      'Exits 0 if every budget held, 1 if one failed, 4 if the run was inconclusive, 5 if it was stopped.',
    ].join('\n'),
  },
});

const compareCommand = buildCommand<CompareFlags, [string], CliContext>({
  loader: loads<CompareFlags, [string]>(async () => (await import('./runbooks/commands/compare.ts')).compare),
  parameters: {
    positional: oneFile('The scenario, a YAML file', 'SCENARIO'),
    flags: {
      seeds: {
        kind: 'parsed',
        parse: parseSeeds,
        brief: "Seeds, such as 1..20 or 17; the scenario's own seed without it",
        placeholder: 'a..b',
        optional: true,
      },
      output: outputs('human', 'json'),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Run the variants on the same seeds: what each cause cost',
    fullDescription: [
      'Runs every variant of a scenario on the same seeds: paired differences to the baseline, with 95 % intervals of their median from six seeds on,',
      'and what each cause cost in minutes: exact Shapley shares over all combinations of causes, which sum to the whole.',
    ].join('\n'),
  },
});

const validateCommand = buildCommand<NoFlags, string[], CliContext>({
  loader: loads<NoFlags, string[]>(async () => (await import('./runbooks/commands/validate.ts')).validate),
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'A scenario or a runbook, a YAML file', placeholder: 'FILE', parse: String },
    },
    flags: {},
  },
  docs: {
    brief: 'Check scenarios and runbooks without running them',
    fullDescription: 'Checks files. Prints a line for each mistake, with its place, and exits 2 if there is one.',
  },
});

const replayCommand = buildCommand<NoFlags, [string], CliContext>({
  loader: loads<NoFlags, [string]>(async () => {
    const engine = await startedEngine();
    const { replay } = await import('./runbooks/commands/replay.ts');
    return (context, flags, file) => replay(context, flags, file, engine);
  }),
  parameters: { positional: oneFile('A journal that `run` wrote', 'JOURNAL'), flags: {} },
  docs: {
    brief: 'Run a journal again and find the first event that differs',
    fullDescription: [
      'Holds a journal to its chain of hashes, runs it again from the files inside it, and compares event by event.',
      'Exits 0 if they are the same and 6 at the first event that is not.',
    ].join('\n'),
  },
});

// Without a prototype: `zonefall constructor` is an unknown command like any other.
const routes = Object.assign(Object.create(null), {
  run: runCommand,
  compare: compareCommand,
  validate: validateCommand,
  replay: replayCommand,
});

const application = buildApplication<CliContext>(
  buildRouteMap({
    routes,
    docs: {
      brief: 'Rehearse the loss of a zone or a region',
      fullDescription: [
        'Rehearse the loss of a zone or a region: a complete Scalarium in a deterministic world, and the runbooks that must bring it back.',
        'Begin with: zonefall run scenarios/2011-08-07-eu-west-1.yaml',
        '',
        'Exit codes: 0 all budgets held, 1 a budget failed, 2 usage or an invalid file, 3 internal error, 4 inconclusive, 5 stopped,',
        '6 a replay diverged, 130 and 143 ended by a signal.',
      ].join('\n'),
    },
  }),
  {
    name: 'zonefall',
    versionInfo: { getCurrentVersion: async () => toolVersion() },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    localization: { text: commandLineText(process.env) },
    determineExitCode: exitCodeOfError,
  },
);

/**
 * Runs a command line. The codes below zero are the library's own: an unknown command or argument is a matter of usage, anything else is
 * ours.
 */
async function main(args: readonly string[]): Promise<number> {
  const { stdout, stderr, env } = process;
  const context: CliContext = { process: { stdout, stderr, env, exitCode: undefined }, folder: process.cwd() };
  await run(application, args, context);
  const exitCode = Number(context.process.exitCode);
  if (exitCode >= 0) return exitCode;
  return exitCode === -4 || exitCode === -5 ? exitCodes.usage : exitCodes.internal;
}

// A reader that went away (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    process.stderr.write(`${describeError(error, process.env)}\n`);
    process.exit(exitCodeOfError(error));
  });
}

process.exitCode = await main(process.argv.slice(2));
