import { expect, test } from 'vitest';
import { changesBetween } from '../../../../src/runbooks/drill/views/difference.ts';
import { augustEvents, smallSnapshot } from '../../../tui/fixture.ts';

const minute = 60e6;
const well = smallSnapshot({ atUs: 5 * minute });
const dark = smallSnapshot({ atUs: 30 * minute, dark: true });

test('nothing changed in a world that is the same', () => {
  expect(changesBetween(well, { ...well, atUs: 6 * minute }, [])).toEqual([]);
});

test('a zone that lost its power took its machines and stores along: those that changed alike are told together', () => {
  const changes = changesBetween(well, dark, []);
  expect(changes).toContainEqual({ group: 'zone', names: ['euw1-az1'], before: 'up', after: 'no power' });
  expect(changes).toContainEqual({
    ...{ group: 'fault', names: ['power-lost'], before: '—', after: 'zone:power-interruption' },
  });
  const down = changes.find(({ group, after }) => group === 'host' && after === 'down')!;
  expect(down.before).toBe('up');
  expect(down.names).toEqual(expect.arrayContaining(['main/couch-master', 'main/frontend1', 'kernel/all-in-one']));
  expect(down.names).not.toContain('main/replica-eu-west-1b');
  const behind = changes.find(({ names }) => names.includes('main/replica-us-west-1a couchdb'))!;
  expect([behind.before, behind.after]).toEqual(['0 s behind', '41 s behind']);
  expect(changes.map(({ group }) => group)).not.toContain('step');
});

test('the earlier moment stands before the later one, whichever was marked first', () => {
  expect(changesBetween(dark, well, [])).toEqual(changesBetween(well, dark, []));
});

test('a machine that came or went is told whole, against nothing', () => {
  const [gone, ...hosts] = well.hosts;
  const without = { ...well, atUs: 9 * minute, hosts };
  expect(changesBetween(well, without, [])).toMatchObject([
    {
      group: 'host',
      names: [gone!.name],
      before: expect.stringMatching(/^up, m1\.large 64 bit, in euw1-az1, i-/),
      after: '—',
    },
  ]);
  expect(changesBetween({ ...without, atUs: 0 }, well, [])).toMatchObject([{ names: [gone!.name], before: '—' }]);
});

test('the steps and probes of 7 August that came to something between two moments, and no others', async () => {
  const events = await augustEvents();
  const at = (minutes: number) => ({ ...well, atUs: minutes * minute });
  const between = (from: number, to: number) => changesBetween(at(from), at(to), events);
  expect(between(5, 30)).toEqual([
    { group: 'step', names: ['decide'], before: '—', after: 'running' },
    {
      ...{ group: 'probe', names: ['manage-answers'] },
      ...{ before: expect.stringMatching(/^holds/), after: expect.stringMatching(/^fails/) },
    },
    { group: 'probe', names: ['steady state'], before: 'holds', after: 'does not hold' },
  ]);
  expect(between(30, 45)).toEqual(
    expect.arrayContaining([
      { group: 'step', names: ['decide'], before: 'running', after: 'done' },
      { group: 'step', names: ['kernel'], before: '—', after: 'failed' },
    ]),
  );
  expect(between(200, 300).flatMap(({ names }) => names)).toEqual(['views']);
});
