import type { z } from 'zod';
import { faultEntry, faultNames } from '../catalogue/faults.ts';
import type { JsonSchema } from './convert.ts';

/** A kind of step, probe or fault, as far as its schema goes. */
export interface KindOf {
  readonly name: string;
  readonly doc: string;
  readonly with: z.ZodType;
  readonly tolerance?: z.ZodType;
  /** A valid `with`. */
  readonly example: unknown;
}

/** One case: if `uses` is this kind, then the rest must be so. */
function when(name: string, then: JsonSchema): JsonSchema {
  const is = { properties: { uses: { const: name } }, required: ['uses'] };
  return { if: is, then };
}

/** Ties `with` (and `tolerance`) to `uses`: the definitions are `<prefix>-<kind>` and `tolerance-<kind>`. */
export function tieKinds(
  node: JsonSchema,
  kinds: readonly KindOf[],
  { prefix = 'with', tolerance = false }: { prefix?: 'with' | 'undo'; tolerance?: boolean } = {},
): void {
  const cases = kinds.map(({ name, doc, with: given, tolerance: accepted, example }) => {
    const required: string[] = [];
    // An undo inherits the settings of its step: nothing must be given.
    if (prefix === 'with' && !given.safeParse({}).success) required.push('with');
    const settings = { $ref: `#/$defs/${prefix}-${name}`, description: doc, examples: [example] };
    const properties: Record<string, JsonSchema | false> = { with: settings };
    if (tolerance) {
      properties.tolerance = accepted === undefined ? false : { $ref: `#/$defs/tolerance-${name}` };
      if (accepted !== undefined && !accepted.safeParse(undefined).success) required.push('tolerance');
    }
    return when(name, { properties, ...(required.length > 0 && { required }) } as JsonSchema);
  });
  node.allOf = [...(node.allOf ?? []), ...cases];
}

/** Which faults have a target and an end. */
export function faultRules(node: JsonSchema): void {
  const cases = faultNames.map((name) => {
    const { target, duration } = faultEntry(name);
    const properties = { ...(target === null && { target: false }), ...(duration === 'never' && { for: false }) };
    const required = [...(target === null ? [] : ['target']), ...(duration === 'required' ? ['for'] : [])];
    return when(name, { properties, required } as unknown as JsonSchema);
  });
  node.allOf = [...(node.allOf ?? []), ...cases];
}
