import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connect } from '../../../src/sim/network/index.ts';
import { lineBetween, NEXT_ZONE, outcome, SmallNetwork, VIRGINIA, ZONE } from './small-network.ts';

const HEARTBEAT_US = 15_000_000;
const nothingHeard = { heardByServer: [], heardByClient: [] };

async function pair(small: SmallNetwork, heartbeatUs?: number) {
  const [client, server] = [small.process('client', ZONE), small.process('server', VIRGINIA)];
  const line = await lineBetween(small, client, server, heartbeatUs);
  return { client, server, line };
}

test('messages arrive in the order in which they were sent, in both directions', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { line } = await pair(small);
    for (let number = 0; number < 20; number++) {
      line.client.send(number);
      line.server.send(-number);
      await small.kernel.sleep(500);
    }
    await small.seconds(1);
    expect(line.heardByServer).toEqual(Array.from({ length: 20 }, (_, number) => number));
    expect(line.heardByClient).toEqual(Array.from({ length: 20 }, (_, number) => -number));
  });
});

test('what is sent into a closed path arrives after the repair, in order, behind what was under way', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small);
    line.client.send('under way');
    const repair = small.cut(client.host);
    line.client.send('during the cut');
    await small.seconds(100);
    line.client.send('later during the cut');
    expect(line.heardByServer).toEqual([]);
    repair();
    line.client.send('right after the repair');
    await small.seconds(1);
    expect(line.heardByServer).toEqual([
      'under way',
      'during the cut',
      'later during the cut',
      'right after the repair',
    ]);
  });
});

test('a message that met the cut is not overtaken by one that would have arrived after the repair', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small);
    line.client.send('first');
    await small.kernel.sleep(30_000);
    line.client.send('second');
    await small.kernel.sleep(10_000);
    const repair = small.cut(client.host); // 250 us before the first arrives
    await small.kernel.sleep(1_000);
    repair();
    await small.seconds(1);
    expect(line.heardByServer).toEqual(['first', 'second']);
  });
});

test('an end that closes in good order is heard after everything that it has sent, be it through a cut', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small);
    const repair = small.cut(client.host);
    line.client.send('last words');
    line.client.close();
    await small.seconds(30);
    repair();
    await small.seconds(1);
    expect(line.heardByServer).toEqual(['last words']);
    expect(line.ends).toEqual([expect.stringContaining('server closed at 30')]);
    expect(small.network.users.size).toBe(0);
  });
});

test('a process that is killed resets its peer after half a round trip', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { server, line } = await pair(small);
    const killedUs = small.kernel.nowUs;
    server.end();
    await small.seconds(1);
    expect(line.ends).toEqual([`client reset at ${(killedUs + 40_250) / 1e6} s`]);
  });
});

test('a machine without power says nothing: its peer notices at its heartbeat, and not later', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { server, line } = await pair(small, HEARTBEAT_US);
    await small.seconds(100);
    const deadAtUs = small.kernel.nowUs;
    server.host.switchOff();
    await small.seconds(60);
    expect(line.ends).toEqual([`client timeout at ${(deadAtUs + HEARTBEAT_US) / 1e6} s`]);
  });
});

test('an end without heartbeat waits for a silent peer for ever', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { server, line } = await pair(small);
    server.host.switchOff();
    await small.seconds(86_400);
    expect(line).toMatchObject({ ends: [], ...nothingHeard });
    expect(line.client.open).toBe(true);
  });
});

test('a cut that is shorter than the heartbeat is never noticed, however often it comes', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small, HEARTBEAT_US);
    for (let time = 0; time < 5; time++) {
      const repair = small.cut(client.host);
      await small.seconds(14);
      repair();
      await small.seconds(1);
    }
    expect(line.ends).toEqual([]);
  });
});

test('after a longer cut both ends have given up, each at its heartbeat', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small, HEARTBEAT_US);
    const cutUs = small.kernel.nowUs;
    const repair = small.cut(client.host);
    await small.seconds(60);
    repair();
    await small.seconds(60);
    const at = `at ${(cutUs + HEARTBEAT_US) / 1e6} s`;
    expect(line.ends).toEqual([`client timeout ${at}`, `server timeout ${at}`]);
    expect(small.network.users.size).toBe(0);
  });
});

test('a machine that has rebooted resets an old connection, at the next word or at the next heartbeat', async () => {
  for (const heartbeatUs of [Number.POSITIVE_INFINITY, 3600e6]) {
    const small = new SmallNetwork();
    await small.tell(async () => {
      const { server, line } = await pair(small, heartbeatUs);
      server.host.switchOff();
      server.host.switchOn();
      await small.seconds(3000);
      expect(server.host.up).toBe(true);
      expect(line.ends.length).toBe(heartbeatUs === Number.POSITIVE_INFINITY ? 0 : 1);
      line.client.send('are you there?');
      await small.seconds(1);
      expect(line).toMatchObject({ ends: [expect.stringContaining('client reset')], ...nothingHeard });
    });
  }
});

test('what a machine had not sent when it lost power is not sent by its next life', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { client, line } = await pair(small);
    const repair = small.cut(client.host);
    line.client.send('never');
    client.host.switchOff();
    client.host.switchOn();
    await small.seconds(120);
    repair();
    await small.seconds(120);
    expect(line.heardByServer).toEqual([]);
  });
});

test('a port on which nothing listens refuses after one round trip', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const client = small.process('client', ZONE);
    const server = small.process('server', NEXT_ZONE);
    server.listen(80, { kind: 'http', handle: () => new Response('') });
    expect(await outcome(connect(client, server.host.address, 6379, HEARTBEAT_US))).toBe('ECONNREFUSED');
    expect(small.kernel.nowUs).toBe(1_040);
    expect(await outcome(connect(client, server.host.address, 80, HEARTBEAT_US))).toBe('ECONNREFUSED');
  });
});

test('a port is free again when its process has ended, and taken until then', async () => {
  const small = new SmallNetwork();
  const host = small.host('a', ZONE);
  const listen = () => host.start('server').listen(80, { kind: 'connection', accept: () => {} });
  listen();
  expect(listen).toThrow('port 80 of a is taken');
  for (const process of host.processes) process.end();
  listen();
});

test('a day with fifty connections costs no event, and neither does one with fifty cut connections that wait', async () => {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const server = small.process('server', ZONE);
    for (let number = 0; number < 50; number++) {
      const heartbeatUs = number % 2 === 0 ? HEARTBEAT_US : Number.POSITIVE_INFINITY;
      await lineBetween(small, small.process(`client${number}`, NEXT_ZONE), server, heartbeatUs);
    }
    const before = small.kernel.trace.events;
    await small.seconds(86_400);
    expect(small.kernel.trace.events - before).toBe(1);
    small.cut(server.host);
    await small.seconds(60);
    const afterCut = small.kernel.trace.events;
    await small.seconds(86_400);
    expect(small.kernel.trace.events - afterCut).toBe(1);
  });
});

type Act =
  | { act: 'send'; by: 'client' | 'server' }
  | { act: 'wait'; us: number }
  | { act: 'cut' | 'repair' | 'kill' | 'power' };

const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('send' as const), by: fc.constantFrom('client', 'server') }) },
    { weight: 5, arbitrary: fc.record({ act: fc.constant('wait' as const), us: fc.integer({ min: 0, max: 90_000 }) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('wait' as const), us: fc.constant(40_000_000) }) },
    { weight: 3, arbitrary: fc.record({ act: fc.constantFrom('cut' as const, 'repair' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('kill' as const, 'power' as const) }) },
  ),
  { maxLength: 60 },
);

test('no sequence of cuts, repairs, deaths and messages reorders, doubles or, while both ends hold, loses anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      acts as fc.Arbitrary<Act[]>,
      fc.constantFrom(Number.POSITIVE_INFINITY, 30_000_000),
      playAndCompare,
    ),
    { numRuns: 150 },
  );
});

async function playAndCompare(story: readonly Act[], heartbeatUs: number): Promise<void> {
  const small = new SmallNetwork();
  await small.tell(async () => {
    const { server, line } = await pair(small, heartbeatUs);
    const sent = { client: [] as number[], server: [] as number[] };
    let repair = () => {};
    for (const step of story) {
      if (step.act === 'send' && line[step.by].open) {
        const number = sent[step.by].length;
        sent[step.by].push(number);
        line[step.by].send(number);
      } else if (step.act === 'wait') await small.kernel.sleep(step.us);
      else if (step.act === 'kill') server.end();
      else if (step.act === 'power') {
        server.host.switchOff();
        server.host.switchOn();
      } else if (step.act === 'cut' || step.act === 'repair') {
        repair();
        repair = step.act === 'cut' ? small.cut(server.host) : () => {};
      }
      expect(line.heardByServer).toEqual(sent.client.slice(0, line.heardByServer.length));
      expect(line.heardByClient).toEqual(sent.server.slice(0, line.heardByClient.length));
    }
    repair();
    await small.seconds(200);
    expect(line.heardByServer).toEqual(sent.client.slice(0, line.heardByServer.length));
    expect(line.heardByClient).toEqual(sent.server.slice(0, line.heardByClient.length));
    if (line.client.open && line.server.open) {
      expect(line.heardByServer).toEqual(sent.client);
      expect(line.heardByClient).toEqual(sent.server);
    }
    for (const name of ['client', 'server'] as const) {
      expect(line.ends.filter((text) => text.startsWith(name)).length).toBeLessThanOrEqual(1);
    }
    // Who is not held by a dead process learns of it, at the latest when it says something.
    if (!server.alive && line.client.open) {
      line.client.send('anybody?');
      await small.seconds(1);
      expect(line.client.open).toBe(false);
    }
  });
}
