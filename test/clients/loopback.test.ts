/** Nobody but this machine reaches what is served, unless it is told otherwise: seen in the sockets themselves. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningAddresses, tellsListening } from '../listening.ts';
import { program } from '../program.ts';

/** Until it says that it is there; it is ended when the test is over. */
async function started(args: readonly string[], ready: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } });
  const ended = new Promise((resolveEnded) => child.on('close', resolveEnded));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  await new Promise<void>((resolveReady, reject) => {
    let told = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        told += text;
        if (told.includes(ready)) resolveReady();
      });
    }
    child.on('close', () => reject(new Error(`it has ended: ${told}`)));
  });
  return child.pid!;
}

describe.skipIf(!tellsListening)('what listens', () => {
  test.each([
    ['without --host', [], '127.0.0.1'],
    ['with one', ['--host', '127.0.0.2'], '127.0.0.2'],
  ])('of `serve` %s', async (_, flags, address) => {
    const pid = await started([program, 'serve', '--port', '0', '--instant', ...flags], 'Ctrl-C');
    expect(new Set(listeningAddresses(pid))).toEqual(new Set([address]));
  });

  test('of `npm run platform`: its API, its bus, EC2 and its stores', async () => {
    const main = resolve('src/runbooks/live-platform/main.ts');
    const pid = await started([main], 'api() {', { PORT: '0' });
    const addresses = listeningAddresses(pid);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
  });
});
