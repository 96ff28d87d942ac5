/** Change a cause and see its effect move: what a model computes follows from its inputs, what is written down does not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { ofKind } from '../../src/runbooks/journal/index.ts';
import { august7, type Change, type Run } from './august-7.ts';

const minutes = (seconds: number | undefined) => (seconds ?? Number.NaN) / 60;

describe('the rebuild of the indexes', () => {
  // A tenth of the documents: three quarters of an hour show a factor as well as eight hours.
  const few = ['documents: 1500000', 'documents: 150000'] as const;
  const views = async (edit: Change['edit'] = []) => (await august7({ edit: [few, ...edit] })).took('views')!;
  let baseline: number;
  beforeAll(async () => {
    baseline = await views();
  });

  it.each([
    ['half the documents, half the rebuild', 'documents: 150000', 'documents: 75000', 0.5],
    ['half the design documents, half the rebuild', 'design-documents: 8', 'design-documents: 4', 0.5],
    ['two builders, half the rebuild', 'builders: 1', 'builders: 2', 0.5],
    [
      'cores of 2.5 ECU instead of 3.25 take 1.3 times as long',
      'type: m2.4xlarge, count: 1, region',
      'type: c1.xlarge, count: 1, region',
      1.3,
    ],
    [
      'twice the documents for each ECU, half the rebuild',
      'docs-per-second-per-ecu: 129',
      'docs-per-second-per-ecu: 258',
      0.5,
    ],
  ])('%s', async (_story, from, to, factor) => {
    expect((await views([[from, to]])) / baseline).toBeCloseTo(factor, 1);
  });

  it('is not needed where the replicas are 64-bit: hours become minutes', async () => {
    const run = await august7({ vars: { replicaType: 'm1.large' } });
    expect(run.took('views')).toBeUndefined();
    expect(minutes(run.result.recovery.rtoSeconds!)).toBeLessThan(120);
    expect(ofKind(run.events, 'step.skipped').some(({ path }) => path === 'views')).toBe(true);
  });
});

describe('the kernel', () => {
  const apart: Change = {
    edit: [['{ a: euw1-az3, b: euw1-az1, c: euw1-az2 }', '{ a: euw1-az1, b: euw1-az3, c: euw1-az2 }']],
  };

  it('survives in another zone, and nobody rebuilds it', async () => {
    const run = await august7({ ...apart, vars: { replicaType: 'm1.large' } });
    expect(run.result.worlds.collisions).toEqual([]);
    expect(ofKind(run.events, 'runbook.started').map(({ id }) => id)).toEqual(['region-switch']);
    expect(run.at('kernel-rebuilt')).toBeUndefined();
    expect(run.result.recovery.recovered).toBe(true);
  });

  it('takes as long to rebuild as the hands-on work takes', async () => {
    const work = (mode: string) =>
      ({
        vars: { replicaType: 'm1.large' },
        edit: [['triangular: { min: PT15M, mode: PT22M, max: PT40M }', mode]],
      }) as Change;
    const short = await august7(work('fixed: PT20M'));
    const long = await august7(work('fixed: PT50M'));
    expect(minutes(long.at('kernel-rebuilt')) - minutes(short.at('kernel-rebuilt'))).toBeCloseTo(30, 0);
  });
});

describe('people and names', () => {
  const quick = (decideAfter: string, edit: Change['edit'] = []): Change => ({
    variant: 'both-fixes',
    vars: { decideAfter },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what the scenario's file says
    edit: [['lognormal: { p50: "${{ vars.decideAfter }}", sigma: 0.15 }', 'fixed: "${{ vars.decideAfter }}"'], ...edit],
  });
  const recovery = (run: Run) => minutes(run.result.recovery.rtoSeconds!);

  it('who decides twenty minutes later recovers twenty minutes later', async () => {
    const early = await august7(quick('PT20M'));
    const late = await august7(quick('PT40M'));
    expect(minutes(late.at('decided')) - minutes(early.at('decided'))).toBeCloseTo(20, 5);
    expect(recovery(late) - recovery(early)).toBeGreaterThan(17);
    expect(recovery(late) - recovery(early)).toBeLessThan(23);
  });

  it('a time to live of an hour shows up in the recovery', async () => {
    const ttl = 'dns:  { ttl: PT5M, resolvers-ignoring-ttl: 0.05 }';
    const short = await august7(quick('PT10M'));
    const long = await august7(quick('PT10M', [[ttl, ttl.replace('PT5M', 'PT1H')]]));
    const afterSwitch = (run: Run) => minutes(run.result.recovery.rtoSeconds!) - minutes(run.at('dns-switched'));
    expect(afterSwitch(long) - afterSwitch(short)).toBeGreaterThan(20);
  });
});

describe("the variants of the scenario's file", () => {
  const runs = new Map<string, Run>();
  const rto = (variant: string) => minutes(runs.get(variant)!.result.recovery.rtoSeconds!);
  beforeAll(async () => {
    for (const variant of ['as-it-was', 'kernel-elsewhere', 'replicas-64-bit', 'both-fixes', 'decided-at-once']) {
      runs.set(variant, await august7({ variant }));
    }
  });

  it('kernel-elsewhere saves about the rebuild of the kernel', () => {
    const rebuild = minutes(runs.get('as-it-was')!.took('kernel/rebuild-kernel'));
    expect(rto('as-it-was') - rto('kernel-elsewhere')).toBeGreaterThan(rebuild - 10);
    expect(rto('as-it-was') - rto('kernel-elsewhere')).toBeLessThan(rebuild + 10);
  });

  it('replicas-64-bit saves hours', () => {
    expect(rto('as-it-was') - rto('replicas-64-bit')).toBeGreaterThan(7 * 60);
  });

  it('both-fixes recovers in about an hour, most of it a decision', () => {
    expect(rto('both-fixes')).toBeGreaterThan(45);
    expect(rto('both-fixes')).toBeLessThan(75);
    expect(minutes(runs.get('both-fixes')!.result.recovery.phases.decide!) / rto('both-fixes')).toBeGreaterThan(0.5);
  });

  it('decided-at-once meets the sixty minutes and exits 0', () => {
    expect(rto('decided-at-once')).toBeLessThan(60);
    expect(runs.get('decided-at-once')!.exitCode).toBe(0);
  });

  it("customers' machines outside the dark zone keep running, whatever is done", () => {
    for (const run of runs.values()) {
      expect(run.result.invariants.find(({ name }) => name === 'customers-keep-running')?.held).toBe(true);
    }
  });
});
