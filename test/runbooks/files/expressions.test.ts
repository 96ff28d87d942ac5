// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of the file format
import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../../src/runbooks/files/expressions.ts';
import { ExpressionError, evaluate } from '../../../src/runbooks/files/index.ts';
import { bareExpression, fillTemplates, splitTemplate } from '../../../src/runbooks/files/templates.ts';

const steps = { 'seed-couch': { outputs: { indexesReused: false, documents: 1_500_000 } } };

describe('expressions', () => {
  it.each([
    ["!steps['seed-couch'].outputs.indexesReused", true],
    ["steps['seed-couch'].outputs.documents > 1000000", true],
    ['inputs.count + 1', 4],
    ['inputs.count * 1.5', 4.5],
    ['inputs.count == 3', true],
    ["inputs.region + '-a'", 'us-west-1-a'],
    ["inputs.region in ['us-west-1', 'us-east-1']", true],
    ['[1, 2, inputs.count].exists(n, n > 2)', true],
    ["probe('couchdb:writable-masters') > 1", true],
    ['7 / 2', 3],
  ])('%s', (expression, value) => {
    const scope = { inputs: { count: 3, region: 'us-west-1' }, steps, probe: () => 2 };
    expect(evaluate(expression, scope)).toBe(value);
  });

  it('cannot reach anything but what they are given', () => {
    for (const attack of ['process.exit(1)', 'globalThis', 'inputs.constructor', "inputs['__proto__']"]) {
      expect(() => evaluate(attack, { inputs: {} })).toThrow(ExpressionError);
    }
  });

  it('say which output is missing while a run goes on', () => {
    expect(() => evaluate("steps['views'].outputs.done", { steps })).toThrow(/views/);
  });

  it('are checked before they run: syntax, types, names, each with its place', () => {
    const known = { inputs: ['targetRegion'], steps: { 'seed-couch': ['indexesReused'] } };
    const check = (text: string) => checkExpression(text, known);
    expect(check("!steps['seed-couch'].outputs.indexesReused && inputs.targetRegion == 'x'")).toBeUndefined();
    expect(check("!steps['seed-coach'].outputs.indexesReused")?.offset).toBe(7);
    expect(check("steps['seed-couch'].output.indexesReused")?.message).toContain('nothing but "outputs"');
    expect(check("'a' + 1")?.message).toContain('not valid');
    expect(check('input.targetRegion')?.message).toContain('did you mean "inputs"');
    expect(check("probe('couchdb:index-lag') > 0")?.message).toBe('probe() cannot be used here');
    expect(check('['.repeat(100))?.message).toContain('not valid');
  });
});

describe('templates', () => {
  const scope = { vars: { count: 3, on: true, region: 'us-west-1' } };

  it('one expression alone keeps the type of its value', () => {
    expect(fillTemplates({ a: '${{ vars.count }}', b: ['${{ vars.on }}', 'plain'] }, scope)).toEqual({
      a: 3,
      b: [true, 'plain'],
    });
  });

  it('an expression inside a text becomes text', () => {
    expect(fillTemplates('ec2.${{ vars.region }}.amazonaws.com:${{ vars.count }}', scope)).toBe(
      'ec2.us-west-1.amazonaws.com:3',
    );
  });

  it('braces inside quotes do not close an expression', () => {
    expect(splitTemplate("${{ 'a }} b' }}!")).toEqual([{ expression: "'a }} b'" }, { text: '!' }]);
    expect(splitTemplate('${{ vars.x }')).toBeUndefined();
  });

  it('conditions may be written with and without braces', () => {
    expect(bareExpression('${{ !inputs.x }}')).toBe('!inputs.x');
    expect(bareExpression('!inputs.x')).toBe('!inputs.x');
  });
});
