import fc from 'fast-check';
import { expect, test } from 'vitest';
import { momentText, parseMoment } from '../../../../src/runbooks/drill/views/moment-text.ts';

test.each([
  ['PT1H10M', 4200],
  ['pt90s', 90],
  ['1:10', 4200],
  ['1:10:05', 4205],
  ['T+0:43', 2580],
  [' 10:00 ', 36_000],
  ['P1DT1S', 86_401],
])('%s is a moment', (text, seconds) => {
  expect(parseMoment(text)).toBe(seconds * 1e6);
});

test.each(['', '10', '1:60', '1:10:60', 'soon', '1:1', '-1:10', '1h', '19:41 CEST'])('‘%s’ is none', (text) => {
  expect(parseMoment(text)).toBeUndefined();
});

test('what is shown can be typed', () => {
  fc.assert(
    fc.property(fc.nat(200 * 3600), (seconds) => {
      expect(parseMoment(momentText(seconds * 1e6))).toBe(seconds * 1e6);
    }),
  );
});

test('before the first fault the sign is turned round', () => {
  expect(momentText(-1_260_000_000)).toBe('T-0:21:00');
});
