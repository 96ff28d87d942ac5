/** Values of any operation's input or output, made from client-ec2's own schema of it. */
import fc from 'fast-check';
import type { NormalizedSchema } from '../../../../src/sim/cloud/query/operations.ts';

const DEPTH_MAX = 4;

/** What an XML document can hold, with everything in it that has to be escaped. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('<&>"\'', ' two  words ', 'é ☃ 😀', 'a\nb\tc', ']]>', 'true', '007', '1.50'),
);

/** A structure has at least one member: an empty one cannot be told from none on the wire. */
export function anyOf(schema: NormalizedSchema, depth = 0): fc.Arbitrary<unknown> {
  if (schema.isStructSchema()) return structOf(schema, depth);
  if (schema.isListSchema()) {
    return fc.array(anyOf(schema.getValueSchema(), depth + 1), { minLength: 1, maxLength: 3 });
  }
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema()) return fc.integer({ min: -1, max: 2_147_483_647 });
  if (schema.isTimestampSchema()) {
    return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
  }
  if (schema.isBlobSchema()) return fc.uint8Array({ minLength: 1, maxLength: 9 });
  return text;
}

function structOf(schema: NormalizedSchema, depth: number): fc.Arbitrary<object> {
  const members = [...schema.structIterator()].filter(([, member]) => depth < DEPTH_MAX || !isNested(member));
  if (members.length === 0) return fc.constant({});
  return fc.uniqueArray(fc.nat({ max: members.length - 1 }), { minLength: 1, maxLength: 4 }).chain((chosen) =>
    fc.record(Object.fromEntries(chosen.map((at) => [members[at]![0], anyOf(members[at]![1], depth + 1)])), {
      noNullPrototype: true,
    }),
  );
}

function isNested(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() || (schema.isListSchema() && isNested(schema.getValueSchema()));
}
