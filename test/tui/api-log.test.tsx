import { expect, test } from 'vitest';
import type { ApiCall } from '../../src/runbooks/drill/snapshot.ts';
import { ApiLogScreen } from '../../src/tui/screens/api-log.tsx';
import { sessionOf } from './fixture.ts';
import { keys } from './kit/render.ts';
import { renderScreen } from './kit/render-screen.ts';

const command =
  'aws ec2 run-instances --region eu-west-1 --image-id ami-379ea943 --instance-type m1.large --client-token ‘é’';

/** Every seventh fails, every third is a query of CouchDB. */
function calls(count: number, first = 0): ApiCall[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const call = { atUs: number * 4e6, from: 'worker@main/worker2', latencyMs: (number % 30) * 33 };
    const error = number % 7 === 0 ? { error: 'InsufficientInstanceCapacity' } : {};
    return number % 3 === 0
      ? { ...call, service: 'couchdb', to: 'main/couch-master1', what: `GET /scalarium/doc${number}`, ...error }
      : { ...call, service: 'ec2', to: 'eu-west-1', what: `RunInstances ${number}`, copy: command, ...error };
  });
}

const open = (shown: readonly ApiCall[], size: { columns?: number; rows?: number } = {}) => {
  const session = sessionOf({ calls: shown });
  return Object.assign(renderScreen(ApiLogScreen, { name: 'api', session, ...size }), { session });
};

test('nobody has called anybody yet', async () => {
  const screen = open([]);
  expect(await screen.frame()).toContain('No call yet');
  await screen.press('y', keys.enter, 'e');
  expect(await screen.frame()).toContain('0 calls 0 failed');
});

test('a few calls on 80 columns', async () => {
  expect(await open(calls(8)).frame()).toMatchInlineSnapshot(`
    "━━ API log ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 8/8 calls 2 failed ━━
       T+       from          to              call                          took
       0:00:00  worker2       couch-master1   GET /scalari…   0.0 ms ✗ Insufficien…
       0:00:04  worker2       eu-west-1       RunInstances 1               33 ms ok
       0:00:08  worker2       eu-west-1       RunInstances 2               66 ms ok
       0:00:12  worker2       couch-master1   GET /scalarium/doc3          99 ms ok
       0:00:16  worker2       eu-west-1       RunInstances 4              132 ms ok
       0:00:20  worker2       eu-west-1       RunInstances 5              165 ms ok
       0:00:24  worker2       couch-master1   GET /scalarium/doc6         198 ms ok
     ▸ 0:00:28  worker2       eu-west-1       RunInstances…   231 ms ✗ Insufficien…









    "
  `);
});

test('the newest call is shown until somebody reads an older one: then nothing moves away beneath her', async () => {
  const screen = open(calls(2000));
  expect(await screen.frame()).toMatch(/▸ 2:13:16 .* RunInstances 1999/);
  screen.session.set({ calls: calls(2000, 1) });
  expect(await screen.frame()).toMatch(/▸ 2:13:20 .* RunInstances 2000/);
  await screen.press(keys.up);
  const held = await screen.frame();
  expect(held).toMatch(/▸ 2:13:16 .* RunInstances 1999/);
  const later = screen.session.state.calls.slice(100);
  screen.session.set({ calls: [...later, ...calls(100, 2001)] });
  expect((await screen.frame()).split('\n').slice(1)).toEqual(held.split('\n').slice(1));
  expect(await screen.frame()).toContain('100 newer: end');
  await screen.press(keys.end);
  expect(await screen.frame()).toMatch(/▸ 2:20:00 /);
});

test('e leaves the failed ones, and a filter those with its words', async () => {
  const screen = open(calls(100));
  await screen.press('e');
  expect(await screen.frame()).toContain('15/15 calls 15 failed errors only');
  screen.nav().setFilter('couchdb');
  expect(await screen.frame()).toContain('5/5 calls 5 failed');
  screen.nav().setFilter('nobody');
  expect(await screen.frame()).toContain('No such call');
  await screen.press('e');
  screen.nav().setFilter('');
  expect(await screen.frame()).toContain('100/100 calls 15 failed');
});

test('enter tells a call whole, esc closes it', async () => {
  const screen = open(calls(50));
  await screen.press(keys.enter);
  const frame = await screen.frame();
  expect(frame).toContain('from     worker@main/worker2');
  expect(frame).toContain('to       eu-west-1 (ec2)');
  expect(frame).toContain('answer   InsufficientInstanceCapacity');
  expect(frame.replaceAll(/\s+/g, ' ')).toContain(`type ${command}`);
  await screen.press(keys.esc);
  expect(await screen.frame()).not.toContain('answer   ');
});

test('y puts what one would type on the terminal’s clipboard, whatever its letters', async () => {
  const screen = open(calls(50));
  await screen.press('y');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what OSC 52 begins and ends with
  const sent = screen.written.flatMap((text) => [...text.matchAll(/\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007/g)]);
  expect(sent.map(([, base64]) => Buffer.from(base64!, 'base64').toString('utf8'))).toEqual([command]);
  expect(screen.nav().shownToast?.text).toBe(`Copied: ${command}`);
});

test.each([
  [80, 20],
  [120, 36],
  [200, 56],
])('%d columns and %d rows are filled and no more, with details or without', async (columns, rows) => {
  const screen = open(calls(2000), { columns, rows });
  for (const press of [keys.up, keys.enter, keys.pageUp, 'e']) {
    await screen.press(press);
    const lines = (await screen.frame()).split('\n');
    expect(lines.length).toBeLessThanOrEqual(rows);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});
