/** A region is lost: away from it without its help, and home again with everybody's. */
import { describe, expect, it } from 'vitest';
import { ofKind } from '../../src/runbooks/journal/index.ts';
import { caughtBy, inOrder, play } from './families.ts';

const OUTAGE_MINUTES = 65;

describe('away and home again', () => {
  it.each([1, 2])('within the budgets, with never more than one master (seed %i)', async (seed) => {
    const run = await play('region-loss', { seed });
    expect(run.result.reasons).toEqual([]);
    expect(run.exitCode).toBe(0);
    const plan = ['recovered', 'old-home-fenced', 'refuge-fenced', 'dns-home', 'settled-at-home', 'home-again'];
    expect(inOrder(run, ...plan)).toBe(true);
    expect(run.at('settled-at-home')).toBeGreaterThan(run.at('dns-home') + 2);
  });

  it('nobody in the dark region can be asked: the commander gives it up', async () => {
    const { events } = await play('region-loss');
    expect(ofKind(events, 'step.failed').map(({ path }) => path)).toContain('away/fence');
    expect(ofKind(events, 'mode.changed').length).toBeGreaterThan(0);
  });

  it('the old masters are stopped before they have booted, whenever the region comes back', async () => {
    for (const minutes of [OUTAGE_MINUTES, OUTAGE_MINUTES + 20]) {
      const longer = { edit: [['for: PT65M', `for: PT${minutes}M`]] } as const;
      const run = await play('region-loss', minutes > OUTAGE_MINUTES ? longer : {});
      expect(run.at('old-home-fenced')).toBeGreaterThan(minutes);
      expect(run.at('old-home-fenced')).toBeLessThan(minutes + 1.2);
      expect(run.exitCode).toBe(0);
    }
  });

  it.each([
    ['replicas-32-bit', 1, 'rto'],
    ['dns-ttl-12-times', 5, 'split-brain'],
    ['fences-removed', 5, 'split-brain'],
    ['step-removed:region-failback/home-dns', 1, 'home-again'],
    // Though it can be built again.
    ['kernel-in-main-zone', 5, 'rto'],
  ])('mutant %s: the gate is red', async (mutant, exitCode, by) => {
    const run = await play('region-loss', { mutant });
    expect(run.exitCode).toBe(exitCode);
    expect(caughtBy(run)).toContain(by);
  });

  it('who goes home at once finds every launch in the region waiting behind an hour of others', async () => {
    const run = await play('region-loss', { mutant: 'step-removed:region-failback/go-home' });
    expect(ofKind(run.events, 'step.failed').map(({ path }) => path)).toContain(
      'post-recovery/home/home-machines/home-couch',
    );
    expect(run.exitCode).toBe(1);
  });
});

describe('the way home on its own', () => {
  it.each([1, 2])('loses no write: fenced first, followed to the end, then promoted (seed %i)', async (seed) => {
    const run = await play('region-failback', { seed });
    expect(run.exitCode).toBe(0);
    expect(run.result.recovery).toMatchObject({ lostWrites: 0, rpoSeconds: 0 });
    const plan = ['follow-couch', 'fence-refuge', 'nothing-missing', 'promote-home', 'home-for-good', 'dns-home'];
    expect(inOrder(run, ...plan, 'recovered')).toBe(true);
  });

  it('the longer the copy, the later the fence: customers write on meanwhile', async () => {
    const few = await play('region-failback');
    const many = await play('region-failback', { edit: [['documents: 600000', 'documents: 1800000']] });
    expect(many.took('follow-couch') / few.took('follow-couch')).toBeCloseTo(3, 0);
    expect(many.at('dns-home') - many.at('refuge-fenced')).toBeLessThan(1);
  });

  it.each([
    ['fences-removed', 5, 'split-brain'],
    ['dns-ttl-12-times', 1, 'rto'],
    ['step-removed:follow-redis', 1, 'rpo'],
    ['step-removed:fence-refuge-redis', 1, 'one-redis-master'],
    ['step-removed:settled', 1, 'settled'],
  ])('mutant %s: the gate is red', async (mutant, exitCode, by) => {
    const run = await play('region-failback', { mutant });
    expect(run.exitCode).toBe(exitCode);
    expect(caughtBy(run)).toContain(by);
  });

  it('a cable that is cut while views are built: nobody goes home without what was written since', async () => {
    const edit = [
      ['documents: 600000', 'documents: 60000'],
      ['uses: "couchdb:follow-master", with: {', 'uses: "couchdb:follow-master", with: { views: rebuild,'],
      ['targets:\n', 'targets:\n  cable: { type: link, between: [eu-west-1, us-west-1] }\n'],
      ['method:\n', 'method:\n  - { name: cut, uses: "link:partition", target: cable, at: PT25M, for: PT7H }\n'],
    ] as const;
    const refused = await play('region-failback', { edit });
    expect(refused.result.reasons[0]).toMatch(/^the plan failed: nothing-missing/);
    expect(ofKind(refused.events, 'step.undone').map(({ path, ok }) => [path, ok])).toEqual([['fence-refuge', true]]);
    const gone = await play('region-failback', { edit, mutant: 'step-removed:nothing-missing' });
    expect(ofKind(gone.events, 'step.failed').map(({ path }) => path)).toEqual(['nothing-missing-redis']);
  });

  it('a step that fails behind the fence gives the refuge its writes back', async () => {
    const run = await play('region-failback', {
      edit: [
        [
          '{ id: home-for-good, needs: [promote-home], uses: checkpoint }',
          '{ id: home-for-good, needs: [promote-home], uses: "scalarium:sees", with: { min: 99 } }',
        ],
      ],
    });
    const undone = ofKind(run.events, 'step.undone');
    expect(undone.every(({ ok }) => ok)).toBe(true);
    expect(undone.map(({ path }) => path).slice(-2)).toEqual(['fence-refuge-redis', 'fence-refuge']);
    expect(run.result.invariants.find(({ name }) => name === 'one-couch-master')?.held).toBe(true);
  });
});
