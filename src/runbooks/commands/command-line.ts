/**
 * The table of commands. Each imports its own room when it is called, so that `--help` loads nothing.
 *
 * Data goes to stdout, talk to stderr. Exit codes: 0 every budget and probe held; 1 a budget failed; 2 usage, or an invalid file; 3
 * internal error; 4 inconclusive; 5 stopped; 6 a replay diverged; 7 needs a person and none is there; 129, 130 and 143 signals.
 */
import { buildApplication, buildRouteMap, ExitCode, run } from '@stricli/core';
import { type CliContext, exitCodes } from './context.ts';
import { exitCodeOfError } from './failures.ts';
import { auditCommand } from './table/audit.ts';
import { compareCommand } from './table/compare.ts';
import { completionCommand } from './table/completion.ts';
import { doctorCommand } from './table/doctor.ts';
import { drillCommand } from './table/drill.ts';
import { gateCommand } from './table/gate.ts';
import { initCommand } from './table/init.ts';
import { mergeCommand } from './table/merge.ts';
import { mutateCommand } from './table/mutate.ts';
import { rareCommand } from './table/rare.ts';
import { replayCommand } from './table/replay.ts';
import { reportCommand } from './table/report.ts';
import { resumeCommand } from './table/resume.ts';
import { runCommand } from './table/run.ts';
import { schemaCommand } from './table/schema.ts';
import { serveCommand } from './table/serve.ts';
import { shrinkCommand } from './table/shrink.ts';
import { sweepCommand } from './table/sweep.ts';
import { validateCommand } from './table/validate.ts';
import { workerCommand } from './table/worker.ts';
import { commandLineText } from './texts.ts';
import { toolVersion } from './tool.ts';

// Without a prototype: `zonefall constructor` is an unknown command like any other.
const routes = Object.assign(Object.create(null), {
  run: runCommand,
  drill: drillCommand,
  gate: gateCommand,
  sweep: sweepCommand,
  merge: mergeCommand,
  worker: workerCommand,
  compare: compareCommand,
  audit: auditCommand,
  mutate: mutateCommand,
  rare: rareCommand,
  shrink: shrinkCommand,
  serve: serveCommand,
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
        'Begin with: zonefall run scenarios/2011-08-07-eu-west-1.yaml, or live through it: zonefall drill scenarios/2011-08-07-eu-west-1.yaml',
        '',
        'Exit codes: 0 all budgets held, 1 a budget failed, 2 usage or an invalid file, 3 internal error, 4 inconclusive, 5 stopped,',
        '6 a replay diverged, 7 needs a person and none is there, 129, 130 and 143 ended by a signal.',
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
 * Runs a command line; `more` brings what lies in rooms above this one. The codes below zero are the library's own: an unknown command
 * or argument is a matter of usage, anything else is ours.
 */
export async function main(args: readonly string[], more: Pick<CliContext, 'screen'> = {}): Promise<number> {
  const { stdout, stderr, env } = process;
  const context: CliContext = {
    process: {
      ...{ stdout, stderr, env, exitCode: undefined },
      // Opened only by those who read from it.
      get stdin() {
        return process.stdin;
      },
    },
    folder: process.cwd(),
    ...more,
  };
  if (args[0] === '__complete') {
    const { complete } = await import('./complete.ts');
    stdout.write(await complete(application, args.slice(1), context));
    return exitCodes.held;
  }
  await run(application, args, context);
  const exitCode = Number(context.process.exitCode);
  if (exitCode >= 0) return exitCode;
  const mistyped = exitCode === ExitCode.InvalidArgument || exitCode === ExitCode.UnknownCommand;
  return mistyped ? exitCodes.usage : exitCodes.internal;
}
