/** Lasting connections over real sockets: what agents and workers hold to the bus. */
import { connect, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Channel } from '../../../src/platform/environment.ts';
import { type RealEnvironment, realEnvironment } from '../../../src/runbooks/live-platform/environment.ts';
import { freePort } from '../../../src/runbooks/live-platform/stores.ts';

const open: { end(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.end();
});

function environment(name: string): RealEnvironment {
  const env = realEnvironment({ name, ec2Url: '', log: () => {} });
  open.push(env);
  return env;
}

async function connected(): Promise<{
  bus: RealEnvironment;
  agent: RealEnvironment;
  atBus: Channel;
  atAgent: Channel;
}> {
  const [bus, agent, port] = [environment('bus'), environment('agent'), await freePort()];
  const accepted = new Promise<Channel>((resolve) => bus.accept(port, resolve));
  await bus.listening();
  const atAgent = await agent.dial('127.0.0.1', port);
  return { bus, agent, atAgent, atBus: await accepted };
}

test('messages come in their order and whole, however long they are', async () => {
  const { atBus, atAgent } = await connected();
  const heard: unknown[] = [];
  const sent = [{ type: 'agent' }, { text: `${'ä\n'.repeat(400_000)}` }, [1, 2, 3]];
  const all = new Promise<void>((resolve) => {
    atBus.onMessage = (message) => void (heard.push(message) === sent.length && resolve());
  });
  for (const message of sent) atAgent.send(message);
  await all;
  expect(heard).toEqual(sent);
});

test('a process that ends is noticed at the other side', async () => {
  const { bus, atAgent } = await connected();
  const reason = new Promise((resolve) => {
    atAgent.onClose = resolve;
  });
  bus.end();
  expect(await reason).toMatch(/^closed$|ECONNRESET/);
});

test('a peer that is there and says nothing is given up', async () => {
  const silent = createServer(() => {});
  const port = await freePort();
  await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
  open.push({ end: () => silent.close() });
  const channel = await environment('agent').dial('127.0.0.1', port, { heartbeatMs: 90 });
  expect(await new Promise((resolve) => void (channel.onClose = resolve))).toBe('silent');
});

test('nothing of a process that has ended happens any more', async () => {
  const env = environment('worker');
  let fired = false;
  env.clock.after(20, () => {
    fired = true;
  });
  env.end();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(fired).toBe(false);
});

test.each(['GET / HTTP/1.1\r\n', 'null\n', '7\n'])(
  'a stranger who says %j is hung up on, and nothing else happens',
  async (words) => {
    const [bus, port] = [environment('bus'), await freePort()];
    const closed = new Promise<string>((resolve) => bus.accept(port, (channel) => void (channel.onClose = resolve)));
    await bus.listening();
    const stranger = connect(port, '127.0.0.1');
    stranger.on('error', () => {});
    stranger.write(words);
    expect(await closed).toBe('it does not speak our language');
  },
);
