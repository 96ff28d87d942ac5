import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiCall } from '../../../../src/runbooks/drill/snapshot.ts';
import {
  callCounts,
  callDetails,
  copyText,
  filterCalls,
  latencyText,
  shortPeer,
} from '../../../../src/runbooks/drill/views/api-log.ts';

const launch: ApiCall = {
  ...{ atUs: 4_345_000_000, service: 'ec2', from: 'worker@kernel/all-in-one', to: 'us-west-1', what: 'RunInstances' },
  ...{ latencyMs: 390, copy: 'aws ec2 run-instances --region us-west-1' },
};
const refused: ApiCall = { ...launch, to: 'eu-west-1', error: 'InsufficientInstanceCapacity' };
const query: ApiCall = {
  ...{ atUs: 5_000_000_000, service: 'couchdb', from: 'frontend@main/frontend1', to: 'main/couch-master1' },
  ...{ what: 'GET /scalarium/_design/scalarium_1/_info', latencyMs: 12_000 },
};
const calls = [launch, refused, query];

describe('calls are found again', () => {
  const found = (text: string, errorsOnly = false) => filterCalls(calls, { text, errorsOnly });

  test('by words in any order and case, all of which must be there', () => {
    expect(found('WORKER us-west')).toEqual([launch]);
    expect(found('couchdb scalarium_1')).toEqual([query]);
    expect(found('capacity')).toEqual([refused]);
    expect(found('worker couchdb')).toEqual([]);
  });

  test('without a word that begins with a minus', () => {
    expect(found('-ec2')).toEqual([query]);
    expect(found('ec2 -capacity')).toEqual([launch]);
  });

  test('only those that failed', () => {
    expect(found('', true)).toEqual([refused]);
    expect(found('couchdb', true)).toEqual([]);
  });

  test('and nothing is copied when all pass', () => {
    expect(found('  ')).toBe(calls);
  });
});

test('failed calls are counted', () => {
  expect(callCounts(calls)).toEqual({ calls: 3, failed: 1 });
});

test.each([
  [0.04, '0.0 ms'],
  [9.94, '9.9 ms'],
  [31.8, '32 ms'],
  [999.6, '1.0 s'],
  [10_000, '10.0 s'],
  [59_960, '1m00s'],
  [600_000, '10m00s'],
])('%d ms is %s', (ms, text) => {
  expect(latencyText(ms)).toBe(text);
});

test('a latency takes seven columns at most, up to a hundred minutes', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 5_999_000, noNaN: true }), (ms) => {
      expect(latencyText(ms).length).toBeLessThanOrEqual(7);
    }),
  );
});

test.each([
  ['worker@main/worker2@us-west-1', 'worker2@usw1'],
  ['main/replica@ap-southeast-1', 'replica@apse1'],
  ['operator@berlin-office', 'berlin-office'],
  ['main/couch-master', 'couch-master'],
  ['eu-west-1', 'eu-west-1'],
  ['manage.scalarium.com', 'manage.scalarium.com'],
])('%s is %s where there is little room', (peer, short) => {
  expect(shortPeer(peer)).toBe(short);
});

test('a call to EC2 is copied as one types it, another as what it was', () => {
  expect(copyText(launch)).toBe('aws ec2 run-instances --region us-west-1');
  expect(copyText(query)).toBe('GET /scalarium/_design/scalarium_1/_info');
});

test('the details say when, who, whom, what, how long and what came of it', () => {
  expect(callDetails(refused).map(({ value }) => value)).toEqual([
    'T+1:12:25',
    'T+1:12:25, after 390 ms',
    'worker@kernel/all-in-one',
    'eu-west-1 (ec2)',
    'RunInstances',
    'InsufficientInstanceCapacity',
  ]);
  expect(callDetails(launch).at(-1)!.value).toBe('ok');
});
