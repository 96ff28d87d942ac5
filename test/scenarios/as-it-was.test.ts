/** The 590 minutes emerge: nothing in the scenario says how long anything took. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ofKind } from '../../src/runbooks/journal/index.ts';
import { august7, type Run } from './august-7.ts';

describe('7 August 2011, as it was', () => {
  let run: Run;
  beforeAll(async () => {
    run = await august7({ variant: 'as-it-was' });
  });

  it('comes as near to history as the scenario asks, and fails its budgets', () => {
    expect(run.result.fit.map(({ event, fits }) => [event, fits])).toEqual([
      ['migration-started', true],
      ['machines-ready', true],
      ['recovered', true],
    ]);
    expect(run.result.verdict).toBe('failed');
    expect(run.exitCode).toBe(1);
  });

  it('reports that two letters are one building', () => {
    expect(run.result.worlds.collisions).toEqual([
      { zone: 'euw1-az1', names: ['main eu-west-1a', 'kernel eu-west-1b'] },
    ]);
    const preflight = ofKind(run.events, 'preflight').find(({ id }) => id === 'kernel-elsewhere');
    expect(preflight).toMatchObject({ ok: false, why: expect.stringContaining('same physical zone') });
  });

  it('takes its hours to build view indexes that were discarded for their architecture', () => {
    expect(run.took('views')! / run.result.recovery.rtoSeconds!).toBeGreaterThan(0.8);
    const discarded = ofKind(run.events, 'log').filter(({ event }) => event === 'couchdb.index-discarded');
    expect(discarded).toHaveLength(8);
    expect(discarded[0]?.data).toMatchObject({ why: 'built on i386, this machine is x86_64' });
  });

  it('lets frontends answer 503 because a view query waits', () => {
    const unavailable = ofKind(run.events, 'log').filter(
      ({ host, event, at }) => event === 'frontend.unavailable' && host.includes('us-west-1') && at > 0,
    );
    expect(unavailable.length).toBeGreaterThan(0);
    const view = (unavailable[0]!.data as { view: string }).view.replace('/', '_');
    const waits = ofKind(run.events, 'log').filter(({ event }) => event === 'couchdb.view-query-waits');
    expect(waits.some(({ data }) => (data as { view: string }).view === view)).toBe(true);
    const building = ofKind(run.events, 'log').filter(({ event }) => event === 'couchdb.index-build-finished');
    expect(unavailable[0]!.at).toBeLessThan(building.at(-1)!.at);
  });

  it('ends with main and kernel in different regions, for both have moved', () => {
    const apart = run.events.filter((event) => 'path' in event && event.path === 'post-recovery/kernel-apart');
    expect(apart.map(({ kind }) => kind)).toEqual(['step.started', 'step.succeeded']);
  });

  it('loses no write and stops no machine outside the dark zone', () => {
    expect(run.result.recovery).toMatchObject({ recovered: true, lostWrites: 0, rpoSeconds: 0 });
    expect(run.result.invariants.every(({ held }) => held)).toBe(true);
  });

  it('splits its recovery time into phases that add up', () => {
    const { phases, rtoSeconds } = run.result.recovery;
    const sum = Object.values(phases).reduce<number>((total, seconds) => total + (seconds ?? 0), 0);
    expect(sum).toBeCloseTo(rtoSeconds!, 3);
  });
});
