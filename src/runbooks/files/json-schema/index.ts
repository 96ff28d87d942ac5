/**
 * JSON Schemas of the two file formats, for editors: they complete keys and kinds, show the doc line of each, and mark what is wrong while
 * somebody types. Made from the very schemas that read the files and from the catalogue, so they know what the program knows, plug-ins
 * included; `validate` knows more (names that point elsewhere, expressions).
 *
 * ```ts
 * const schema = jsonSchemaOf('runbook'); // a plain object, draft 2020-12
 * ```
 *
 * `convert.ts` turns zod into JSON Schema, `kinds.ts` ties `with` to `uses`, `templates.ts` lets `${{ ... }}` stand where a file may have
 * it, `docs.ts` says what each key is for.
 */
import { faultEntry, faultNames } from '../catalogue/faults.ts';
import { knownProbeNames, probeEntry } from '../catalogue/probes.ts';
import { knownStepNames, stepEntry } from '../catalogue/steps.ts';
import { runbookSchema } from '../schemas/runbook.ts';
import { scenarioSchema } from '../schemas/scenario.ts';
import { convert, define, type JsonSchema } from './convert.ts';
import { describeKeys } from './docs.ts';
import { faultRules, type KindOf, tieKinds } from './kinds.ts';
import { expressionSchema, withTemplates } from './templates.ts';

export type { JsonSchema } from './convert.ts';

export const fileKinds = ['scenario', 'runbook'] as const;
export type FileKind = (typeof fileKinds)[number];

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** The schema of one kind of file, with the kinds of this thread's plug-ins; a new object each time. */
export function jsonSchemaOf(kind: FileKind): JsonSchema {
  const schema = kind === 'scenario' ? scenarioJsonSchema() : runbookJsonSchema();
  describeKeys(schema, kind);
  const { title, description, $defs, ...rest } = schema;
  return { $schema: dialect, $id: `urn:zonefall:${kind}:1`, title, description, ...rest, $defs: sorted($defs ?? {}) };
}

/** One schema for both: which one holds is what `kind` says. For an editor that knows files by their folder alone. */
export function jsonSchemaOfBoth(): JsonSchema {
  const [scenario, runbook] = fileKinds.map((kind) => {
    const { $schema: _, $id: __, $defs, ...own } = jsonSchemaOf(kind);
    const moved = JSON.parse(JSON.stringify({ own, $defs }).replaceAll('"#/$defs/', `"#/$defs/${kind}-`)) as {
      own: JsonSchema;
      $defs: Record<string, JsonSchema>;
    };
    const defs = Object.entries(moved.$defs).map(([name, def]) => [`${kind}-${name}`, def] as const);
    return Object.fromEntries([[kind, moved.own], ...defs]);
  });
  return {
    $schema: dialect,
    $id: 'urn:zonefall:file:1',
    title: 'A scenario or a runbook of Zonefall',
    type: 'object',
    properties: { kind: { enum: [...fileKinds] } },
    required: ['kind'],
    if: { properties: { kind: { const: 'runbook' } }, required: ['kind'] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word
    then: { $ref: '#/$defs/runbook' },
    else: { $ref: '#/$defs/scenario' },
    $defs: { ...scenario, ...runbook },
  };
}

function runbookJsonSchema(): JsonSchema {
  const schema = convert(runbookSchema);
  const defs = (schema.$defs ??= {});
  defs.expression = expressionSchema;
  const all = knownStepNames().map((name): KindOf => ({ name, ...stepEntry(name) }));
  const checks = all.filter((kind) => stepEntry(kind.name as never).checks);
  for (const { name, with: given, tolerance } of all) {
    define(defs, `with-${name}`, given, withTemplates);
    define(defs, `undo-${name}`, given, (made) => withTemplates({ ...made, required: undefined }));
    if (tolerance !== undefined) define(defs, `tolerance-${name}`, tolerance);
  }
  const step = defs.step!;
  tieKinds(step, all);
  tieKinds(step.properties!.undo!, all, { prefix: 'undo' });
  tieKinds(step.properties!.verify!.items!, checks, { tolerance: true });
  tieKinds(schema.properties!.preflight!.items!, checks);
  step.oneOf = [{ required: ['uses'] }, { required: ['parallel'] }];
  return schema;
}

function scenarioJsonSchema(): JsonSchema {
  const schema = convert(scenarioSchema);
  const probes = knownProbeNames().map(
    (name): KindOf => ({ name, ...probeEntry(name), example: probeEntry(name).example.with }),
  );
  const faults = faultNames.map((name): KindOf => ({ name, ...faultEntry(name) }));
  const { properties = {} } = schema;
  // Variables may stand anywhere but in the parts that declare them or are evaluated while a run goes on.
  const asWritten = ['version', 'kind', 'variables', 'variants', 'causes', 'stop-conditions'];
  for (const [key, value] of Object.entries(properties)) {
    if (!asWritten.includes(key)) properties[key] = withTemplates(value);
  }
  const defs = (schema.$defs ??= {});
  defs.expression = expressionSchema;
  for (const { name, with: given, tolerance } of [...probes, ...faults]) {
    define(defs, `with-${name}`, given, withTemplates);
    if (tolerance !== undefined) define(defs, `tolerance-${name}`, tolerance, withTemplates);
  }
  tieKinds(properties['steady-state-hypothesis']!.properties!.probes!.items!, probes, { tolerance: true });
  tieKinds(properties.invariants!.items!, probes, { tolerance: true });
  tieKinds(properties.method!.items!, faults);
  faultRules(properties.method!.items!);
  return schema;
}

function sorted(defs: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(defs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
