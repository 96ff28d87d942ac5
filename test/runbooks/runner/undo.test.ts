import { describe, expect, it } from 'vitest';
import { type Runbook, stepEntry } from '../../../src/runbooks/files/index.ts';
import { ofKind } from '../../../src/runbooks/journal/index.ts';
import { StepSkipped } from '../../../src/runbooks/runner/index.ts';
import { group, play, runbook, type Story, step } from './stage.ts';

const failing = step('last', { needs: ['fence'], uses: 'couchdb:promote' });
const fence = step('fence', {
  uses: 'couchdb:fence',
  with: { region: 'eu-west-1' },
  undo: { uses: 'couchdb:unfence', with: { region: 'eu-west-1' } },
});
const rule = { name: 'one-couch-master', type: 'ATMOST', threshold: 1, of: 'couchdb:writable-masters' } as const;
const lastFails: Story['does'] = {
  last: async () => {
    throw new Error('no');
  },
};

function book(partial: Partial<Runbook>): Runbook {
  return runbook({ activate: [fence, failing], rollbacks: { strategy: 'default', order: 'reverse' }, ...partial });
}

describe('an undo', () => {
  it('is a step that writes: a safety rule bars it, and the journal says which', async () => {
    expect(stepEntry('couchdb:unfence').writes).toBe(true);
    // The new master writes from the tenth second on: to unfence the old one would make two.
    const masters: Story = { does: lastFails, measure: (_, atSeconds) => (atSeconds < 10 ? 1 : 2) };
    const { events } = await play(book({ safetyRules: [rule] }), masters);
    expect(ofKind(events, 'safety-rule.broken').map(({ path, name }) => [path, name])).toContainEqual([
      'fence',
      'one-couch-master',
    ]);
    expect(ofKind(events, 'step.undone')).toMatchObject([
      { path: 'fence', ok: false, error: expect.stringContaining('one-couch-master') },
    ]);
  });

  it('is done while the rule holds', async () => {
    const { events } = await play(book({ safetyRules: [rule] }), { does: lastFails, measure: () => 1 });
    expect(ofKind(events, 'step.undone')).toMatchObject([{ path: 'fence', ok: true }]);
  });

  it('undoes a group as a whole, after it was verified as a whole', async () => {
    const both = group('both', [step('a'), step('b')], {
      undo: { uses: 'couchdb:unfence', with: { region: 'eu-west-1' } },
      verify: [{ uses: 'scalarium:ping', with: {} }],
    });
    const { lines } = await play(book({ activate: [both, step('last', { needs: ['both'] })] }), { does: lastFails });
    expect(lines('step.verified', 'step.succeeded', 'rollback.started', 'step.undone')).toEqual([
      '10 step.succeeded both/a',
      '10 step.succeeded both/b',
      '20 step.verified both',
      '20 step.succeeded both',
      '20 rollback.started',
      '30 step.undone both',
    ]);
  });

  it('fails a group whose check says no', async () => {
    const both = group('both', [step('a')], { verify: [{ uses: 'scalarium:ping', with: {} }] });
    const no: Story['does'] = {
      both: async () => {
        throw new Error('it does not answer');
      },
    };
    const { outcome } = await play(runbook({ activate: [both] }), { does: no });
    expect(outcome).toMatchObject({ status: 'failed', why: 'both: scalarium:ping: it does not answer' });
  });
});

describe('a step that somebody skipped', () => {
  it('is not tried again, and lets its followers start', async () => {
    const plan = runbook({
      activate: [step('a', { retry: { attempts: 3, delaySeconds: 1, backoff: 'none' } }), step('b', { needs: ['a'] })],
    });
    const skipped: Story['does'] = {
      a: async () => {
        throw new StepSkipped('anna skipped it: done by hand');
      },
    };
    const { lines, outcome } = await play(plan, { does: skipped });
    expect(outcome.status).toBe('succeeded');
    expect(lines('step.retried', 'step.skipped', 'step.succeeded')).toEqual([
      '0 step.skipped a',
      '10 step.succeeded b',
    ]);
  });
});
