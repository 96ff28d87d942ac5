/** Findings of any shape, for the reports that are written from them. */
import fc from 'fast-check';
import { type Finding, rules } from '../../../src/runbooks/audit/index.ts';

/** Whatever may stand in a file: markup, control characters, half surrogates, line ends, other scripts. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 40 }),
  fc.constantFrom(']]>', '<![CDATA[', '&amp;', '"\'<>', 'a\nb\r\nc', '::error::%0A', '| ` *', '\uD800', '\uFFFE', ''),
);
const place = { line: fc.integer({ min: 1, max: 10_000 }), column: fc.integer({ min: 1, max: 500 }) };

export const anyFinding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom(...rules.map(({ id }) => id)),
  severity: fc.constantFrom('error', 'warning', 'note'),
  message: anyText,
  file: fc.constantFrom('scenarios/x.yaml', 'plans/mit Leerzeichen/ä.yaml', '../elsewhere.yaml'),
  ...place,
  path: anyText,
  also: fc.array(fc.record({ file: fc.constantFrom('scenarios/x.yaml', 'y.yaml'), ...place, says: anyText }), {
    maxLength: 3,
  }),
});
