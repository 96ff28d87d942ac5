/** The table of EC2's errors: each is reached the way a customer reaches it, through client-ec2 with its own retries. */
import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { SECOND_US } from '../../../../src/sim/kernel/index.ts';
import { smallWorld } from '../small-world.ts';
import { GENERAL_ERRORS } from './everywhere.ts';
import { INSTANCE_ERRORS } from './instances.ts';
import { NETWORK_ERRORS } from './network.ts';
import type { Command, ErrorRow } from './row.ts';
import { STORAGE_ERRORS } from './storage.ts';
import { openTown } from './town.ts';

const ROWS = [...INSTANCE_ERRORS, ...NETWORK_ERRORS, ...STORAGE_ERRORS, ...GENERAL_ERRORS];

/** The error that the client throws, and the virtual seconds until it did. */
async function reach({ world: options, before, asks, account = 'main' }: ErrorRow) {
  const world = smallWorld(options);
  let error: unknown;
  let seconds = 0;
  await world.tell(async () => {
    const town = await openTown(world);
    await before?.(town);
    const client = town.client(account);
    const beganUs = world.kernel.nowUs;
    error = await client.send(asks(town) as Command).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    seconds = (world.kernel.nowUs - beganUs) / SECOND_US;
  });
  return { error: error as EC2ServiceException, seconds, attempts: world.calls.filter(({ ok }) => !ok).length };
}

test('the table has sixty rows, each once', () => {
  expect(ROWS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(ROWS.map(({ when }) => when)).size).toBe(ROWS.length);
});

test('a client waits longer before it tries again where it is throttled than where the API fails', async () => {
  const waits = async (code: string) => {
    const row = ROWS.find((one) => one.code === code && one.httpStatus >= 500)!;
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const models = { answerSeconds: () => 0 };
    const reached = await inOrder(seeds, (seed) => reach({ ...row, world: { ...row.world, seed, models } }));
    expect(reached.map(({ attempts }) => attempts)).toEqual(seeds.map(() => 3));
    // Less the ways there and back, 20 ms each.
    return reached.map(({ seconds }) => seconds - 3 * 0.04);
  };
  const throttled = await waits('RequestLimitExceeded');
  // Up to one second, then up to two: one and a half on average.
  expect(Math.max(...throttled)).toBeLessThanOrEqual(3);
  expect(mean(throttled)).toBeGreaterThan(0.9);
  expect(mean(throttled)).toBeLessThan(2.1);
  for (const code of ['InternalError', 'Unavailable', 'InsufficientInstanceCapacity']) {
    const failed = await waits(code);
    expect(Math.max(...failed)).toBeLessThanOrEqual(0.15);
    expect(mean(failed)).toBeGreaterThan(0.04);
    expect(mean(failed)).toBeLessThan(0.1);
  }
});

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** One world at a time has the clock of the thread. */
async function inOrder<T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await act(one));
  return results;
}

describe('EC2 answers', () => {
  test.each(ROWS.map((row) => [`${row.httpStatus} ${row.code}`, row.when, row] as const))(
    '%s when %s',
    async (_, __, row) => {
      const { error, attempts, seconds } = await reach(row);
      expect(error).toBeInstanceOf(EC2ServiceException);
      const isServers = row.httpStatus >= 500;
      expect(`${error.$metadata.httpStatusCode} ${error.name}: ${error.message}`).toMatch(
        `${row.httpStatus} ${row.code}: `,
      );
      expect(error.message).not.toMatch(/undefined|null|NaN|\[object/);
      expect(error).toMatchObject({ Code: row.code, $fault: isServers ? 'server' : 'client', $metadata: { attempts } });
      // What is the caller's fault is final; the rest is tried three times, with a long wait where the API asks for it.
      expect(attempts).toBe(isServers ? 3 : 1);
      expect(seconds).toBeGreaterThan(0);
    },
  );
});
