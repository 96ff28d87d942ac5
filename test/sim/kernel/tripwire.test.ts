import { execFileSync, spawn, spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { host, Kernel, TripwireError } from '../../../src/sim/kernel/index.ts';

const HERE = fileURLToPath(import.meta.url);
const PRINTS = fileURLToPath(new URL('./prints.ts', import.meta.url));
const realSetTimeout = setTimeout;
const realFetch = fetch;
const nothing = () => {};

/** A port of this machine on which nothing listens. */
const NOBODY = { host: '127.0.0.1', port: 2 };

const REAL_IO: [what: string, touch: () => unknown, resource: RegExp][] = [
  ['a socket', () => net.connect(NOBODY).on('error', nothing), /TCP/],
  ['a server', () => net.createServer().listen('\0zonefall-tripwire').close(), /PIPESERVERWRAP/],
  ['a datagram', () => dgram.createSocket('udp4').close(), /UDPWRAP/],
  ['an HTTP request', () => http.get({ ...NOBODY, agent: false }).on('error', nothing), /HTTP|TCP/],
  ['the real fetch', () => realFetch('http://127.0.0.1:2/').catch(nothing), /./],
  ['a file, by promise', () => fs.promises.readFile(HERE).catch(nothing), /FSREQPROMISE/],
  ['a file, by callback', () => fs.readFile(HERE, nothing), /FSREQCALLBACK/],
  ['a file, at once', () => fs.readFileSync(HERE), /fs\.readFileSync\(.*tripwire\.test\.ts\)/],
  ['a look for a file', () => fs.existsSync(HERE), /fs\.existsSync/],
  ['a name', () => dns.lookup('localhost', nothing), /GETADDRINFOREQWRAP/],
  ['a program', () => spawn(process.execPath, ['--version']).on('error', nothing), /PROCESSWRAP|PIPEWRAP/],
  ['a program, at once', () => execFileSync(process.execPath, ['--version']), /child_process\.execFileSync/],
  ['another thread, through zlib', () => zlib.gzip('text', nothing), /ZLIB/],
  ['another thread, through subtle crypto', () => crypto.subtle.digest('SHA-256', new Uint8Array(1)), /HASHREQUEST/],
  ['a timer that was captured before', () => clearTimeout(realSetTimeout(nothing, 1)), /Timeout/],
  ['an immediate that was captured before', () => host.setImmediate(nothing), /Immediate/],
];

/** What was begun goes on after the run that it ended: the next world must not be blamed for it. */
afterEach(() => new Promise((resolve) => realSetTimeout(resolve, 50)));

describe.each(['synchronous', 'event-loop'] as const)('inside a world with the %s drain', (drain) => {
  test.each(REAL_IO)('nobody may touch %s', async (_what, touch, resource) => {
    const kernel = new Kernel({ seed: 1, drain });
    let wentOn = false;
    kernel.spawn('intruder', async function intruder() {
      await kernel.sleep(5);
      touchTheRealMachine(touch);
      await kernel.sleep(5);
      wentOn = true;
    });
    const error = await kernel.run().catch((error) => error);
    expect(error).toBeInstanceOf(TripwireError);
    expect(error.resource).toMatch(resource);
    expect(error.message).toContain('touchTheRealMachine');
    expect(error.message).toContain('tripwire.test.ts');
    expect(wentOn).toBe(false);
  });

  test('nor a file by a stream, which opens it in a later tick: of that one only the call is named', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, () => void fs.createReadStream(HERE).on('error', nothing).destroy());
    await expect(kernel.run()).rejects.toThrow(/FSREQCALLBACK.*\n.*fs[\s\S]*ReadStream/);
  });

  test('after the run the machine answers again', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, nothing);
    await kernel.run();
    expect(fs.readFileSync(HERE, 'utf8')).toBe(await fs.promises.readFile(HERE, 'utf8'));
  });

  test('the cause is named, not its consequence', async () => {
    const kernel = new Kernel({ seed: 1, drain });
    kernel.after(1, () => fs.readFileSync('/there/is/no/such/file'));
    await expect(kernel.run()).rejects.toThrow('fs.readFileSync(/there/is/no/such/file)');
  });
});

test('what the host calls back between two turns of the portable drain is not the world’s, what the world does then still is', async () => {
  const kernel = new Kernel({ seed: 1, drain: 'event-loop' });
  let reports = 0;
  const reportSoon = () =>
    realSetTimeout(async () => {
      fs.existsSync(HERE);
      await fs.promises.stat(HERE);
      await new Promise(process.nextTick);
      if (++reports < 3) reportSoon();
    }, 1);
  reportSoon();
  let touched = false;
  kernel.spawn('intruder', async () => {
    while (reports < 3) await kernel.sleep(1);
    await new Promise(process.nextTick);
    touched = true;
    fs.existsSync(HERE);
  });
  await expect(kernel.run()).rejects.toThrow('fs.existsSync');
  expect(touched).toBe(true);
});

test('what was asked of the machine before a run may be answered after it', async () => {
  const kernel = new Kernel({ seed: 1, drain: 'synchronous' });
  kernel.after(1, nothing);
  const before = fs.promises.readFile(HERE, 'utf8');
  await kernel.run();
  expect(await before).toBe(fs.readFileSync(HERE, 'utf8'));
});

test('a person who debugs may print inside the world, to a pipe as well', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PRINTS], { encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '90 s later, at once\n', stderr: '', status: 0 });
});

/** Its name must be in the stack of the error. */
function touchTheRealMachine(touch: () => unknown): void {
  touch();
}
