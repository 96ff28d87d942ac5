import { describe, expect, it } from 'vitest';
import { duration, shortDuration, sinceFault, wallClock } from '../../../src/runbooks/reports/times.ts';

describe('times for people', () => {
  it.each([
    [null, '—'],
    [0, '0 s'],
    [0.25, '0.3 s'],
    [45, '45 s'],
    [99.6, '2 min'],
    [2280, '38 min'],
    [7200, '2 h'],
    [35_340, '9 h 49 min'],
    [-420, '-7 min'],
  ])('write %s seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [35_340, '589m'],
    [3630, '60.5m'],
    [5, '5s'],
    [0, '0s'],
  ])('write %s seconds short as %s', (seconds, text) => expect(shortDuration(seconds)).toBe(text));

  it('count from the fault, and back before it', () => {
    expect(sinceFault(35_340)).toBe('T+9:49');
    expect(sinceFault(-300)).toBe('T-0:05');
  });

  it("know a zone's name for its time in summer and in winter, and take an unknown zone for UTC", () => {
    const berlin = wallClock('Europe/Berlin');
    expect([berlin.name(Date.UTC(2011, 7, 7)), berlin.name(Date.UTC(2011, 0, 7))]).toEqual(['CEST', 'CET']);
    expect(berlin.day(Date.UTC(2011, 7, 7, 22, 30))).toBe('Mon 8 Aug 2011');
    expect(wallClock('Atlantis/Poseidonis').time(Date.UTC(2011, 7, 7, 17, 41))).toBe('17:41');
  });
});
