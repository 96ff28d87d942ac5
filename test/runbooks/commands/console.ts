/** A terminal that writes into memory, for commands. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CliContext, Environment } from '../../../src/runbooks/commands/context.ts';

export interface TestConsole {
  readonly context: CliContext;
  stdout(): string;
  stderr(): string;
}

/** A command's context in a new, empty folder that goes when the test ends. */
export function testConsole(options: { env?: Environment; isTTY?: boolean; folder?: string } = {}): TestConsole {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'zonefall-'));
  if (options.folder === undefined) onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: options.isTTY ?? false,
    columns: 80,
    write: (text: string) => {
      written[name] += text;
    },
  });
  return {
    context: { process: { stdout: stream('stdout'), stderr: stream('stderr'), env: options.env ?? {} }, folder },
    stdout: () => written.stdout,
    stderr: () => written.stderr,
  };
}

export const scenarioFile = 'scenarios/2011-08-07-eu-west-1.yaml';
