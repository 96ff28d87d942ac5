#!/usr/bin/env node
/**
 * The command line: a table of commands. Each imports its own room when it is called, so that `--help` loads nothing.
 *
 * Data goes to stdout, talk to stderr. Exit codes: 0 every budget and probe held; 1 a budget failed; 2 usage, or an invalid file; 3
 * internal error; 4 inconclusive; 5 stopped; 6 a replay diverged; 7 needs a person and none is there; 130 and 143 signals.
 */
import nodeModule from 'node:module';
import { buildApplication, buildRouteMap, run } from '@stricli/core';
import { type CliContext, exitCodes } from './runbooks/commands/context.ts';
import { describeError, exitCodeOfError } from './runbooks/commands/failures.ts';
import { auditCommand } from './runbooks/commands/table/audit.ts';
import { compareCommand } from './runbooks/commands/table/compare.ts';
import { completionCommand } from './runbooks/commands/table/completion.ts';
import { doctorCommand } from './runbooks/commands/table/doctor.ts';
import { gateCommand } from './runbooks/commands/table/gate.ts';
import { mergeCommand } from './runbooks/commands/table/merge.ts';
import { mutateCommand } from './runbooks/commands/table/mutate.ts';
import { rareCommand } from './runbooks/commands/table/rare.ts';
import { initCommand } from './runbooks/commands/table/init.ts';
import { replayCommand } from './runbooks/commands/table/replay.ts';
import { reportCommand } from './runbooks/commands/table/report.ts';
import { resumeCommand } from './runbooks/commands/table/resume.ts';
import { runCommand } from './runbooks/commands/table/run.ts';
import { schemaCommand } from './runbooks/commands/table/schema.ts';
import { shrinkCommand } from './runbooks/commands/table/shrink.ts';
import { sweepCommand } from './runbooks/commands/table/sweep.ts';
import { validateCommand } from './runbooks/commands/table/validate.ts';
import { workerCommand } from './runbooks/commands/table/worker.ts';
import { commandLineText } from './runbooks/commands/texts.ts';
import { toolVersion } from './runbooks/commands/tool.ts';

// Node 22 and later can keep compiled code between starts; Node 20 has no such call.
nodeModule.enableCompileCache?.();

// Without a prototype: `zonefall constructor` is an unknown command like any other.
const routes = Object.assign(Object.create(null), {
  run: runCommand,
  gate: gateCommand,
  sweep: sweepCommand,
  merge: mergeCommand,
  worker: workerCommand,
  compare: compareCommand,
  rare: rareCommand,
  audit: auditCommand,
  mutate: mutateCommand,
  shrink: shrinkCommand,
  validate: validateCommand,
  schema: schemaCommand,
  init: initCommand,
  doctor: doctorCommand,
  completion: completionCommand,
  replay: replayCommand,
  report: reportCommand,
  resume: resumeCommand,
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
  if (args[0] === '__complete') {
    const { complete } = await import('./runbooks/commands/complete.ts');
    stdout.write(await complete(application, args.slice(1), context));
    return exitCodes.held;
  }
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
