import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { chaosToolkitOfRun } from '../../../src/runbooks/reports/chaostoolkit.ts';
import { reportedIncident } from './reported.ts';

const time = { type: 'string', format: 'date-time', pattern: 'Z$' };
const provider = {
  type: 'object',
  required: ['type', 'module', 'func', 'arguments'],
  properties: {
    type: { const: 'python' },
    module: { type: 'string' },
    func: { type: 'string' },
    arguments: { type: 'object' },
  },
};
const activity = {
  type: 'object',
  required: ['type', 'name', 'provider'],
  properties: {
    type: { enum: ['probe', 'action'] },
    name: { type: 'string', minLength: 1 },
    background: { type: 'boolean' },
    provider,
  },
};
const probe = {
  ...activity,
  required: [...activity.required, 'tolerance'],
  properties: {
    ...activity.properties,
    type: { const: 'probe' },
    tolerance: {
      oneOf: [
        { type: 'boolean' },
        {
          type: 'object',
          required: ['type', 'range'],
          properties: {
            type: { const: 'range' },
            range: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
          },
        },
      ],
    },
  },
};
const ran = {
  type: 'object',
  required: ['activity', 'status', 'start', 'end', 'duration', 'output'],
  properties: {
    activity,
    status: { enum: ['succeeded', 'failed'] },
    start: time,
    end: time,
    duration: { type: 'number', minimum: 0 },
    exception: { type: 'array', items: { type: 'string' } },
  },
};
const state = {
  type: 'object',
  required: ['steady_state_met', 'probes'],
  properties: {
    steady_state_met: { type: 'boolean' },
    probes: {
      type: 'array',
      items: {
        ...ran,
        required: [...ran.required, 'tolerance_met'],
        properties: { ...ran.properties, activity: probe, tolerance_met: { type: 'boolean' } },
      },
    },
  },
};
/** What https://chaostoolkit.org/reference/api/journal/ and .../experiment/ ask for, and what the templates of chaostoolkit-reporting read. */
const journal = {
  type: 'object',
  required: [
    'chaoslib-version',
    'platform',
    'node',
    'experiment',
    'start',
    'status',
    'deviated',
    'steady_states',
    'run',
    'rollbacks',
    'end',
    'duration',
  ],
  properties: {
    'chaoslib-version': { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' },
    platform: { type: 'string' },
    node: { type: 'string' },
    experiment: {
      type: 'object',
      required: ['title', 'description', 'method', 'steady-state-hypothesis', 'rollbacks', 'tags'],
      properties: {
        title: { type: 'string', minLength: 1 },
        description: { type: 'string', minLength: 1 },
        tags: { type: 'array', items: { type: 'string' } },
        method: { type: 'array', items: activity },
        rollbacks: { type: 'array', items: activity },
        'steady-state-hypothesis': {
          type: 'object',
          required: ['title', 'probes'],
          properties: { title: { type: 'string', minLength: 1 }, probes: { type: 'array', items: probe } },
        },
        extensions: { type: 'array', items: { type: 'object', required: ['name'] } },
      },
    },
    start: time,
    end: time,
    status: { enum: ['completed', 'failed', 'aborted', 'interrupted'] },
    deviated: { type: 'boolean' },
    duration: { type: 'number', minimum: 0 },
    steady_states: {
      type: 'object',
      required: ['before', 'after', 'during'],
      properties: { before: state, after: state, during: { type: 'array' } },
    },
    run: { type: 'array', items: ran },
    rollbacks: { type: 'array', items: ran },
  },
};
const ajv = new Ajv.default({ allErrors: true, strict: false });
addFormats.default(ajv);
const validate = ajv.compile(journal);

const measured: Record<string, boolean> = {
  'manage-answers': true,
  'an-instance-can-start': true,
  'no-stale-views': true,
  'customers-keep-running': true,
  'one-couch-master': true,
};

/** The incident, with every probe of the scenario measured before the fault. */
function chaosJournal(change: (entry: JournalEntry) => JournalEntry = (entry) => entry) {
  const run = reportedIncident(change);
  const { seq: _, ...first } = run.events[1]!;
  const probes = Object.entries(measured).map(
    ([name, ok]) => ({ ...first, kind: 'probe', name, ok, value: 1, why: 'fine' }) as never,
  );
  return chaosToolkitOfRun({ ...run, events: [...run.events.slice(0, 2), ...probes, ...run.events.slice(2)] });
}

describe('the journal of the Chaos Toolkit', () => {
  it('has the shape that is documented for it', () => {
    const whole = JSON.parse(JSON.stringify(chaosJournal()));
    expect(validate(whole), ajv.errorsText(validate.errors)).toBe(true);
  });

  it('tells faults and steps in the order in which they began, in the time of the run', () => {
    const { run, start, end, duration, experiment } = chaosJournal();
    expect(start).toBe('2011-08-07T17:41:00.000Z');
    expect(end).toBe('2011-08-08T03:41:00.000Z');
    expect(duration).toBe(36_000);
    const names = run.map(({ activity: { name } }) => name);
    expect(names.slice(0, 4)).toEqual(['brown-floor', 'power-lost', 'decide', 'kernel']);
    expect(run.map(({ start: at }) => at)).toEqual([...run.map(({ start: at }) => at)].sort());
    expect(experiment.method.map(({ name }) => name)).toEqual(names);
    const views = run.find(({ activity: { name } }) => name === 'views');
    expect(views).toMatchObject({
      status: 'succeeded',
      duration: 28_800,
      activity: { type: 'action', provider: { func: 'couchdb:build-views' } },
    });
    expect(run.find(({ activity: { name } }) => name === 'kernel')).toMatchObject({
      status: 'failed',
      exception: ['kernel.scalarium.com: timed out after 3 min'],
    });
  });

  it('has deviated when a budget was missed, though the steady state came back', () => {
    const { deviated, status, steady_states } = chaosJournal();
    expect({ deviated, status }).toEqual({ deviated: true, status: 'completed' });
    expect(steady_states.before.steady_state_met).toBe(true);
    const after = Object.fromEntries(
      steady_states.after.probes.map(({ activity, tolerance_met }) => [activity.name, tolerance_met]),
    );
    expect(after).toMatchObject({
      'manage-answers': true,
      'one-couch-master': true,
      'budget rto': false,
      'budget rpo': true,
    });
  });

  it('keeps an invariant broken that was broken once', () => {
    const broken = (entry: JournalEntry): JournalEntry =>
      entry.kind === 'checkpoint'
        ? { kind: 'invariant.broken', name: 'one-couch-master', value: 2, why: 'two' }
        : entry;
    const { probes } = chaosJournal(broken).steady_states.after;
    expect(probes.find(({ activity }) => activity.name === 'one-couch-master')?.tolerance_met).toBe(false);
  });

  it.each([
    ['aborted', 'aborted'],
    ['operator', 'interrupted'],
    ['stop-condition', 'interrupted'],
  ] as const)('of a run that was ended as %s is %s', (ending, status) => {
    const ended = (entry: JournalEntry): JournalEntry => (entry.kind === 'run.ended' ? { ...entry, ending } : entry);
    expect(chaosJournal(ended).status).toBe(status);
  });
});
