#!/usr/bin/env node
/**
 * The command line: begins what takes longest, and hands over to the table of commands (`runbooks/commands/command-line.ts`).
 *
 * ```sh
 * zonefall run scenarios/2011-08-07-eu-west-1.yaml
 * ```
 */
import nodeModule from 'node:module';

// Node 22 and later can keep compiled code between starts; Node 20 has no such call. What is compiled is imported after this line.
nodeModule.enableCompileCache?.();

const args = process.argv.slice(2);
// A world's thread loads on the other core while this one reads the table, the command's own modules and the files.
if (['run', 'resume', 'replay'].includes(args[0] ?? '')) (await import('./runbooks/commands/engine.ts')).beginEngine();

const { main } = await import('./runbooks/commands/command-line.ts');
const { describeError, exitCodeOfError } = await import('./runbooks/commands/failures.ts');

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

process.exitCode = await main(args, { screen: async () => (await import('./tui/load.ts')).loadScreen() });
