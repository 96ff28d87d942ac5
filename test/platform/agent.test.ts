import { expect, test } from 'vitest';
import { type Agent, type Channel, type Environment, startAgent } from '../../src/platform/index.ts';
import { Kernel, SECOND_US } from '../../src/sim/kernel/index.ts';

/** An agent on a machine whose Chef runs take ten seconds, with the test as its bus. */
function agentWithBus() {
  const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
  const heard: { type: string; result?: { commandId: string; superseded: boolean } }[] = [];
  const dialled: number[] = [];
  const converged: string[] = [];
  let channel: Channel | undefined;
  const random = kernel.random('agent');
  const after = (delayMs: number, fn: () => void) => {
    const handle = kernel.after(delayMs * 1000, fn);
    return () => void kernel.cancel(handle);
  };
  const env = {
    hostName: 'web1',
    clock: { nowMs: () => kernel.nowMs(), sleep: (delayMs: number) => kernel.sleep(delayMs * 1000), after },
    random: { uniform: () => random.uniform(), hex: (digits: number) => random.hex(digits) },
    log: () => {},
    dial: () => {
      dialled.push(kernel.nowMs());
      if (!bus.answers) return Promise.reject(new Error('refused'));
      channel = {
        send: (message) => void heard.push(message as never),
        sendJson: (json) => void heard.push(JSON.parse(json) as never),
        close: () => {},
        onMessage: () => {},
        onClose: () => {},
      };
      return Promise.resolve(channel);
    },
  } as unknown as Environment;
  const bus = {
    answers: true,
    say: (message: unknown) => channel!.onMessage(message),
    send: (id: string, activity: string) =>
      channel!.onMessage({
        type: 'command',
        command: { id, activity, atMs: kernel.nowMs(), instanceId: 'i', recipes: [], json: { nth: id } },
      }),
    hangUp: () => channel!.onClose('gone'),
    results: () => heard.flatMap(({ result }) => (result ? [result] : [])),
  };
  const machine = {
    facts: () => ({}) as never,
    converge: async (run: { json: Record<string, unknown> }) => {
      converged.push(run.json.nth as string);
      await kernel.sleep(10 * SECOND_US);
      return { ok: true, log: 'done' };
    },
  };
  const agent: Agent = startAgent(env, { agentId: 'a', busHost: 'bus', busPort: 1, machine });
  const tell = async (story: () => Promise<void>) => {
    kernel.spawn('story', async () => {
      await kernel.sleep(SECOND_US);
      await story();
      kernel.stop();
    });
    await kernel.run();
  };
  return { kernel, agent, bus, heard, converged, dialled, tell };
}

test('runs go one after the other, and of several configures that wait only the newest is run', async () => {
  const { kernel, bus, converged, tell } = agentWithBus();
  await tell(async () => {
    bus.send('setup', 'setup');
    for (const id of ['one', 'two', 'three']) bus.send(id, 'configure');
    await kernel.sleep(60 * SECOND_US);
    expect(converged).toEqual(['setup', 'three']);
    expect(bus.results().map(({ commandId, superseded }) => [commandId, superseded])).toEqual([
      ['setup', false],
      ['one', true],
      ['two', true],
      ['three', false],
    ]);
  });
});

test('a command that is sent again is run once', async () => {
  const { kernel, bus, converged, tell } = agentWithBus();
  await tell(async () => {
    bus.send('setup', 'setup');
    bus.send('setup', 'setup');
    await kernel.sleep(30 * SECOND_US);
    bus.send('setup', 'setup');
    await kernel.sleep(30 * SECOND_US);
    expect(converged).toEqual(['setup']);
  });
});

test('a command that comes again after its result was heard is answered again, and not run', async () => {
  const { kernel, bus, converged, tell } = agentWithBus();
  await tell(async () => {
    bus.send('deploy', 'deploy');
    await kernel.sleep(20 * SECOND_US);
    bus.send('deploy', 'deploy');
    expect(bus.results()).toHaveLength(1);
    bus.say({ type: 'acknowledged', commandId: 'deploy' });
    bus.send('deploy', 'deploy');
    await kernel.sleep(20 * SECOND_US);
    expect(bus.results()).toHaveLength(2);
    expect(converged).toEqual(['deploy']);
  });
});

test('a result is sent again after each reconnect until the bus has acknowledged it', async () => {
  const { kernel, bus, tell } = agentWithBus();
  await tell(async () => {
    bus.send('setup', 'setup');
    await kernel.sleep(20 * SECOND_US);
    bus.hangUp();
    await kernel.sleep(20 * SECOND_US);
    expect(bus.results()).toHaveLength(2);
    bus.say({ type: 'acknowledged', commandId: 'setup' });
    bus.hangUp();
    await kernel.sleep(20 * SECOND_US);
    expect(bus.results()).toHaveLength(2);
  });
});

test('the pauses between tries grow from one second to five minutes, and start over once the bus has answered', async () => {
  const { kernel, bus, dialled, tell } = agentWithBus();
  await tell(async () => {
    bus.answers = false;
    bus.hangUp();
    await kernel.sleep(3600 * SECOND_US);
    const pausesMs = dialled.slice(1).map((atMs, at) => atMs - dialled[at]!);
    expect(pausesMs[1]).toBeLessThanOrEqual(2_000);
    expect(Math.max(...pausesMs)).toBeLessThanOrEqual(300_000);
    expect(Math.min(...pausesMs.slice(9))).toBeGreaterThanOrEqual(150_000);
    bus.answers = true;
    await kernel.sleep(301 * SECOND_US);
    bus.say({ type: 'welcome' });
    const before = dialled.length;
    bus.hangUp();
    await kernel.sleep(1 * SECOND_US);
    expect(dialled.length).toBe(before + 1);
  });
});

test('the newest five runs are kept with their JSON', async () => {
  const { kernel, agent, bus, tell } = agentWithBus();
  await tell(async () => {
    for (const id of ['1', '2', '3', '4', '5', '6', '7']) bus.send(id, 'deploy');
    await kernel.sleep(100 * SECOND_US);
    expect(agent.runs().map(({ json }) => json.nth)).toEqual(['3', '4', '5', '6', '7']);
  });
});
