import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../src/runbooks/commands/failures.ts';
import { serve } from '../../../src/runbooks/commands/serve.ts';
import { parseImage, parsePort, parseQuota, parseServeSpeed } from '../../../src/runbooks/commands/serve-flags.ts';
import { program } from '../../program.ts';
import { testConsole } from './console.ts';

const ASK = 'Action=DescribeImages&Version=2016-11-15&ImageId.1=ami-12345678';

test('it says where it is, in 80 columns, answers there on loopback alone, and ends when it is told to', async () => {
  const flags = ['--port', '0', '--instant', '--default-account', 'main', '--image', 'ami-12345678=i386'];
  const child = spawn(process.execPath, [program, 'serve', ...flags], { env: { PATH: process.env.PATH } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise((resolve) => child.on('close', resolve));
  const text = await new Promise<string>((resolve, reject) => {
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      told += more;
      if (told.includes('Ctrl-C')) resolve(told);
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      told += more;
    });
    child.on('close', () => reject(new Error(`it has ended: ${told}`)));
  });
  const [, url] = /^EC2 at (http:\/\/127\.0\.0\.1:\d+) /.exec(text)!;
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain(`  export AWS_ENDPOINT_URL_EC2=${url} AWS_SECRET_ACCESS_KEY=any\n`);
  const answer = await fetch(`${url}/?${ASK}`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<architecture>i386')]);
  child.kill('SIGINT');
  expect(await ended).toBe(130);
});

describe('what is mistyped is refused before anything listens', () => {
  const refused = (flags: Parameters<typeof serve>[1], file?: string) =>
    serve(testConsole().context, { port: 0, ...flags }, file);

  test.each([
    [{ region: 'mars-1' }, undefined, /no region mars-1: there are us-east-1/],
    [{ defaultAccount: 'nobody' }, undefined, /no account nobody: there are main/],
    [{ variant: 'x' }, undefined, /for a scenario; none is named/],
    [{ account: ['me'] }, 'scenarios/az-loss.yaml', /has accounts of its own/],
    [{ host: '203.0.113.1' }, undefined, /cannot listen at 203\.0\.113\.1: this machine has no such address/],
  ])('%j', async (flags, file, message) => {
    await expect(refused(flags, file)).rejects.toThrow(message);
  });

  test('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(refused({ port })).rejects.toThrow(
      `cannot listen at 127.0.0.1:${port}: something listens there already`,
    );
  });

  test.each([
    [() => parsePort('70000')],
    [() => parseServeSpeed('max')],
    [() => parseServeSpeed('0.5x')],
    [() => parseQuota('volumes=5')],
    [() => parseImage('ami-1=arm64')],
  ])('%s', (parse) => {
    expect(parse).toThrow(UsageError);
  });
});
