import { expect, test } from 'vitest';
import { fetchFrom, type Process } from '../../../src/sim/network/index.ts';
import { BERLIN, BERLIN_TO_IRELAND_US, NEXT_ZONE, outcome, SmallNetwork, VIRGINIA, ZONE } from './small-network.ts';

const ROUND_TRIP_US = 2 * 40_250;

/** A server in Virginia that works for `workSeconds` on each request, and a client in Ireland. */
function stage(workSeconds = 0) {
  const small = new SmallNetwork();
  const client = small.process('client', ZONE);
  const requests: string[] = [];
  const serve = (process: Process) =>
    process.listen(80, {
      kind: 'http',
      handle: async (request) => {
        requests.push(`${request.method} ${new URL(request.url).pathname}`);
        await process.sleep(workSeconds * 1e6);
        return new Response(`answer ${requests.length}`);
      },
    });
  const host = small.host('server', VIRGINIA);
  const server = host.start('server');
  serve(server);
  const get = (init?: RequestInit, options?: Parameters<typeof fetchFrom>[3]) =>
    outcome(fetchFrom(client, `http://${host.address}/page`, init, options).then((response) => response.text()));
  /** What came of it, and after how many seconds. */
  const timed = async (asked: Promise<unknown>) => {
    const startUs = small.kernel.nowUs;
    const what = await asked;
    return [what, (small.kernel.nowUs - startUs) / 1e6];
  };
  return { small, client, host, server, requests, serve, get, timed };
}

test('an answer comes after a round trip and the time that the server needs', async () => {
  const { small, get, timed, requests } = stage(2);
  await small.tell(async () => {
    expect(await timed(get({ method: 'POST', body: 'x' }))).toEqual(['answer 1', 2 + ROUND_TRIP_US / 1e6]);
    expect(requests).toEqual(['POST /page']);
    expect(small.network.users.size).toBe(0);
  });
});

test('a request to a machine where nothing listens is refused after a round trip', async () => {
  const { small, server, get, timed } = stage();
  await small.tell(async () => {
    server.end();
    expect(await timed(get())).toEqual(['ECONNREFUSED', ROUND_TRIP_US / 1e6]);
  });
});

test('a machine that cannot be reached costs ten seconds', async () => {
  const { small, host, get, timed, requests } = stage();
  await small.tell(async () => {
    const repair = small.cut(host);
    expect(await timed(get())).toEqual(['ETIMEDOUT', 10]);
    repair();
    host.switchOff();
    expect(await timed(get())).toEqual(['ETIMEDOUT', 10]);
    expect(requests).toEqual([]);
  });
});

test('a name that nobody knows is said so at once', async () => {
  const { small, client } = stage();
  await small.tell(async () => {
    expect(await outcome(fetchFrom(client, 'http://nowhere.test/'))).toBe('ENOTFOUND');
  });
});

test('a path that opens within the ten seconds lets the request through, once', async () => {
  const { small, host, get, timed, requests } = stage();
  await small.tell(async () => {
    const repair = small.cut(host);
    const asked = timed(get());
    await small.seconds(4);
    repair();
    expect(await asked).toEqual(['answer 1', 4 + ROUND_TRIP_US / 1e6]);
    await small.seconds(60);
    expect(requests).toEqual(['GET /page']);
  });
});

test('a request that meets a cut on its way is sent again after it, even one that waits for ever', async () => {
  const { small, host, get, timed, requests } = stage();
  await small.tell(async () => {
    const asked = timed(get({}, { timeoutUs: 0 }));
    await small.kernel.sleep(10_000);
    const repair = small.cut(host);
    await small.seconds(5);
    repair();
    expect(await asked).toEqual(['answer 1', 5.01 + ROUND_TRIP_US / 1e6]);
    expect(requests.length).toBe(1);
  });
});

test('an answer that meets a cut arrives after it, once', async () => {
  const { small, host, get, timed, requests } = stage();
  await small.tell(async () => {
    const asked = timed(get());
    await small.kernel.sleep(50_000);
    const repair = small.cut(host);
    await small.seconds(30);
    repair();
    expect(await asked).toEqual(['answer 1', 30.05 + 40_250 / 1e6]);
    expect(requests.length).toBe(1);
  });
});

test('silence in the middle of an exchange is borne for a minute', async () => {
  const { small, host, get, timed } = stage(300);
  await small.tell(async () => {
    const asked = timed(get({}, { timeoutUs: 0 }));
    await small.seconds(20);
    host.switchOff();
    expect(await asked).toEqual(['ETIMEDOUT', 80]);
  });
});

test('cuts that are shorter than a minute are borne for ever', async () => {
  const { small, host, get, timed } = stage(300);
  await small.tell(async () => {
    const asked = timed(get({}, { timeoutUs: 0 }));
    await small.seconds(1);
    for (let time = 0; time < 4; time++) {
      const repair = small.cut(host);
      await small.seconds(59);
      repair();
      await small.seconds(1);
    }
    expect(await asked).toEqual(['answer 1', 300 + ROUND_TRIP_US / 1e6]);
  });
});

test('a server process that is killed in the middle resets the exchange after half a round trip', async () => {
  const { small, server, get, timed } = stage(300);
  await small.tell(async () => {
    const asked = timed(get());
    await small.seconds(20);
    server.end();
    expect(await asked).toEqual(['ECONNRESET', 20 + 40_250 / 1e6]);
  });
});

test('a server that is killed after its answer has been heard', async () => {
  const { small, server, get } = stage();
  await small.tell(async () => {
    const asked = get();
    await small.kernel.sleep(50_000);
    server.end();
    expect(await asked).toBe('answer 1');
  });
});

test('a machine that lost power with an answer in its hands has forgotten it after its reboot', async () => {
  const { small, host, get, timed, serve } = stage();
  await small.tell(async () => {
    const asked = timed(get({}, { silenceUs: 600e6 }));
    await small.kernel.sleep(50_000);
    host.switchOff();
    host.switchOn();
    await small.seconds(59);
    serve(await until(small, () => host.up && host.start('server')));
    const [what, seconds] = await asked;
    expect(what).toBe('ECONNRESET');
    expect(seconds).toBeCloseTo(60.05 + 0.04025, 3);
  });
});

test('the time limit of a caller holds whatever the server does', async () => {
  const { small, get, timed } = stage(3600);
  await small.tell(async () => {
    expect(await timed(get({}, { timeoutUs: 5e6 }))).toEqual(['ETIMEDOUT', 5]);
    expect(await timed(get())).toEqual(['ETIMEDOUT', 300]);
    expect(small.network.users.size).toBe(0);
  });
});

test('a long poll has no time limit', async () => {
  const { small, get, timed } = stage(86_400);
  await small.tell(async () => {
    expect(await timed(get({}, { timeoutUs: 0 }))).toEqual(['answer 1', 86_400 + ROUND_TRIP_US / 1e6]);
  });
});

test('a caller that aborts is let go at once, and one that had aborted before sends nothing', async () => {
  const { small, get, timed, requests } = stage(60);
  await small.tell(async () => {
    const controller = new AbortController();
    const asked = timed(get({ signal: controller.signal }));
    await small.seconds(5);
    controller.abort('changed my mind');
    expect(await asked).toEqual(['changed my mind', 5]);
    expect(await timed(get({ signal: AbortSignal.abort('never mind') }))).toEqual(['never mind', 0]);
    await small.seconds(60);
    expect(requests.length).toBe(1);
    expect(small.network.users.size).toBe(0);
  });
});

test('a request of a process that dies settles never, and nothing of it stays', async () => {
  const { small, client, get } = stage(5);
  await small.tell(async () => {
    let settled = false;
    void get().then(() => {
      settled = true;
    });
    await small.seconds(1);
    client.end();
    void get().then(() => {
      settled = true;
    });
    await small.seconds(600);
    expect(settled).toBe(false);
    expect(small.network.users.size).toBe(0);
  });
});

test('an office asks a zone over its last mile', async () => {
  const small = new SmallNetwork();
  const server = small.process('server', NEXT_ZONE);
  server.listen(443, { kind: 'http', handle: () => new Response('hello') });
  await small.tell(async () => {
    await fetchFrom(small.process('browser', BERLIN), `https://${server.host.address}/`);
    expect(small.kernel.nowUs).toBe(2 * BERLIN_TO_IRELAND_US);
  });
});

async function until<T>(small: SmallNetwork, look: () => T | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== false) return found;
    await small.kernel.sleep(10_000);
  }
}
