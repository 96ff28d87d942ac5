import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { faultNames, knownProbeNames, knownStepNames, modelNames } from '../../../src/runbooks/files/index.ts';
import {
  fileKinds,
  type JsonSchema,
  jsonSchemaOf,
  jsonSchemaOfBoth,
} from '../../../src/runbooks/files/json-schema/index.ts';
import { loadPlugins } from '../../../src/runbooks/plugin/load.ts';

/** As an editor or a CI job would use it. */
const ajv = (schema: object) =>
  new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, validateFormats: false }).compile(schema);
const validators = { scenario: ajv(jsonSchemaOf('scenario')), runbook: ajv(jsonSchemaOf('runbook')) };
const both = ajv(jsonSchemaOfBoth());

const shipped = ['scenarios', 'scenarios/runbooks', 'test/malformed']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.yaml') && (file.startsWith('scenarios') || /\/good\.(runbook\.)?yaml$/.test(file)));

type Tree = { kind: 'scenario' | 'runbook' } & Record<string, unknown>;
const read = (file: string) => parse(readFileSync(file, 'utf8')) as Tree;

describe('the JSON Schemas', () => {
  it.each(fileKinds)('of the %s is the one in schemas/: `npm run schemas` writes it', (kind) => {
    const kept = JSON.parse(readFileSync(`schemas/${kind}.schema.json`, 'utf8'));
    expect(kept).toEqual(JSON.parse(JSON.stringify(jsonSchemaOf(kind))));
  });

  it.each(shipped)('takes %s', (file) => {
    const value = read(file);
    const validate = validators[value.kind];
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(both(value)).toBe(true);
  });

  it.each(shipped)('refuses a misspelt key of %s, wherever the format fixes the keys', (file) => {
    const whole = read(file);
    let tried = 0;
    for (const path of keysOf(whole)) {
      const tree = structuredClone(whole);
      const parent = path.slice(0, -1).reduce<Record<string, unknown>>((at, key) => at[key] as never, tree);
      if (usersChoose(path)) continue;
      const key = path.at(-1)!;
      parent[`${key}x`] = parent[key];
      delete parent[key];
      expect(validators[whole.kind](tree), path.join('.')).toBe(false);
      tried += 1;
    }
    expect(tried).toBeGreaterThan(10);
  });

  it('offer every kind with its doc line and its example, and its settings by `uses`', () => {
    const step = jsonSchemaOf('runbook').$defs!.step!;
    const offered = step.properties!.uses!.oneOf!;
    expect(offered.map((each) => each.const)).toEqual(knownStepNames());
    expect(offered.every((each) => each.description!.length > 10)).toBe(true);
    const settings = step.allOf!.map((each) => each.then!.properties!.with!);
    expect(settings).toHaveLength(knownStepNames().length);
    expect(settings.every(({ description, examples }) => description && examples?.length === 1)).toBe(true);
    const scenario = jsonSchemaOf('scenario').properties!;
    const uses = (node: JsonSchema | undefined) => node!.items!.properties!.uses!.oneOf!.map((each) => each.const);
    expect(uses(scenario.method)).toEqual(faultNames);
    expect(uses(scenario.invariants)).toEqual(knownProbeNames());
    const models = scenario.world!.properties!.models!.properties!;
    expect(Object.keys(models)).toEqual(modelNames);
    expect(Object.values(models).every(({ description, examples }) => description && examples?.length === 1)).toBe(
      true,
    );
  });

  it('say what each key is for: of the files, and of a step', () => {
    for (const kind of fileKinds) {
      for (const [key, node] of Object.entries(jsonSchemaOf(kind).properties!)) {
        expect(node.description, `${kind} ${key}`).toBeTypeOf('string');
      }
    }
    for (const [key, node] of Object.entries(jsonSchemaOf('runbook').$defs!.step!.properties!)) {
      expect(node.description, key).toBeTypeOf('string');
    }
  });

  it('let an expression stand where a value may be computed, and nowhere else', () => {
    const expression = ['$', '{{ inputs.x }}'].join('');
    const runbook = (count: unknown, timeout: unknown) => ({
      ...{ version: 1, kind: 'runbook', id: 'x', title: 'X' },
      activate: [
        {
          id: 'a',
          timeout,
          uses: 'scalarium:start-instances',
          with: { role: 'bus', type: 'm1.large', region: 'x', count },
        },
      ],
    });
    expect(validators.runbook(runbook(3, 'PT5M'))).toBe(true);
    expect(validators.runbook(runbook(expression, 'PT5M'))).toBe(true);
    expect(validators.runbook(runbook('three', 'PT5M'))).toBe(false);
    expect(validators.runbook(runbook(3, expression))).toBe(false);
  });

  it('know the kinds of plug-ins', async () => {
    const runbook = read('examples/plugin/pager.runbook.yaml');
    expect(validators.runbook(runbook)).toBe(false);
    await loadPlugins(['acme.ts'], 'examples/plugin');
    const extended = ajv(jsonSchemaOf('runbook'));
    expect(extended(runbook)).toBe(true);
    expect(extended(JSON.parse(JSON.stringify(runbook).replace('"team"', '"tema"')))).toBe(false);
    expect(ajv(jsonSchemaOf('scenario'))(read('examples/plugin/pager.yaml'))).toBe(true);
  });
});

/** Every key of every mapping, as a path. */
function keysOf(value: unknown, path: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(Array.isArray(value) ? [] : [[...path, key]]),
    ...keysOf(item, [...path, key]),
  ]);
}

/** Keys that are names: a misspelt one is another name, and whether it exists is for `validate` to say. */
function usersChoose(path: readonly string[]): boolean {
  const above = path.at(-2) ?? '';
  const free = [
    'variables',
    'variants',
    'targets',
    'accounts',
    'installations',
    'offices',
    'decides',
    'does',
    'inputs',
    'roles',
  ];
  if (path[0] === 'variants' || (path[0] === 'causes' && path[1] === 'each')) return true;
  // An installation's roles are Scalarium's, a runbook's are the team's.
  if (above === 'roles') return path.length === 2;
  return free.includes(above) || path.includes('zone-names');
}
