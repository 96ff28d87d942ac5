import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkExpression, type KnownNames } from '../../../src/runbooks/files/expressions.ts';
import { ExpressionError, evaluate, parseScenario, type Scope } from '../../../src/runbooks/files/index.ts';

/** An output that no handler should give, and no expression may look into. */
class Secret {
  readonly own = 1;
  get hidden(): never {
    throw new Error('the getter was reached');
  }
  method(): never {
    throw new Error('the method was reached');
  }
}

const scope: Scope = {
  vars: { name: 'eu-west-1', long: 'a'.repeat(4096) },
  inputs: {},
  steps: {
    a: {
      outputs: { secret: new Secret(), list: ['x', 'y'], plain: { q: 1 }, run: () => 1, all: Array(500).fill('x') },
    },
  },
};
const known: KnownNames = {
  vars: ['name', 'long'],
  inputs: [],
  steps: { a: ['secret', 'list', 'plain', 'run', 'all'] },
};

describe('an expression cannot leave what it is given', () => {
  it.each([
    ...[
      'process',
      'process.exit(1)',
      'globalThis',
      'require("fs")',
      'import("fs")',
      'this',
      'Function("return 1")()',
      'eval("1")',
    ],
    ...[
      'vars.constructor',
      "vars['constructor']",
      "vars['con' + 'structor']",
      'vars.__proto__',
      "vars['__proto__']",
      'vars.toString()',
    ],
    ...[
      'vars.name.constructor',
      "vars.name['length']",
      'steps.a.outputs.list.constructor',
      "steps.a.outputs.list['map']",
    ],
    ...[
      'dyn(vars).constructor',
      "dyn(vars)['__proto__']",
      "steps['__proto__']",
      "steps.a.outputs['toString']",
      'steps.constructor',
    ],
    ...[
      'steps.a.outputs.plain.__proto__',
      'steps.a.outputs.plain.hasOwnProperty("q")',
      'steps.a.outputs.secret',
      'steps.a.outputs.run',
    ],
    ...[
      'steps.a.outputs.secret.hidden',
      'steps.a.outputs.secret.own',
      'steps.a.outputs.secret.method()',
      'steps.a.outputs.run()',
    ],
    ...[
      '[].constructor.constructor("return process")()',
      '(1).constructor',
      '"".constructor',
      '{}.constructor',
      'type(vars)',
    ],
    ...[
      'bytes("x").json()',
      'bytes(\'{"__proto__": 1}\').json()',
      'timestamp("2011-08-07T00:00:00Z")',
      'cel.bind(x, 1, x)',
      'optional.of(1)',
    ],
    ...[
      'x => x',
      'vars = 1',
      'vars.name = 1',
      'delete vars.name',
      '`x`',
      'new Date()',
      'while(true){}',
      'b"abc"',
      '1u',
    ],
  ])('%s', (attack) => {
    expect(() => evaluate(attack, scope)).toThrow(ExpressionError);
    expect(() => evaluate(attack, scope)).not.toThrow(/was reached|is not a function|undefined/);
    // Looking at it before the run does not stumble either.
    expect(() => checkExpression(attack, known)).not.toThrow();
  });

  it('asks for names, and learns nothing of what every object has', () => {
    expect(evaluate("'constructor' in vars", scope)).toBe(false);
    expect(evaluate('has(vars.constructor)', scope)).toBe(false);
    expect(evaluate("vars.exists(name, name == '__proto__')", scope)).toBe(false);
  });

  it('makes no prototype of a mapping of its own', () => {
    const made = evaluate("{'__proto__': {'polluted': true}, 'constructor': 1, 'x': 2}", scope) as Record<
      string,
      unknown
    >;
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(made.polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(made.x).toBe(2);
  });
});

describe('an expression ends soon, and stays small', () => {
  const list = '[1,2,3,4,5,6,7,8,9,10]';
  const nested = (deep: number): string => (deep === 0 ? 'true' : `${list}.all(x${deep}, ${nested(deep - 1)})`);
  const doubling = Array.from({ length: 12 }, () => '.map(a, a + a + a + a + a + a + a + a)').join('');

  it.each([
    ['a regular expression that goes back again and again', "vars.long.matches('(a+)+$')", 'no function matches()'],
    ['loops in loops', nested(9), 'more than 2 of all'],
    ['a text that grows eightfold, twelve times', `[vars.name]${doubling}[0]`, 'more than 2 of all'],
    ['a list that does', `[[1]]${doubling}[0]`, 'more than 2 of all'],
    ['pluses without end', Array(50).fill('vars.long').join(' + '), 'more than 10 "+"'],
    ['a text cut into letters', "vars.long.split('')", 'no function split()'],
    ['ten thousand brackets', '('.repeat(10_000), 'has 10000 letters'],
    ['a hundred brackets', '['.repeat(100), 'not valid'],
    ['a very long text', `'${'x'.repeat(100_000)}'`, 'has 100002 letters'],
  ])('%s', (_, attack, why) => {
    const started = process.cpuUsage();
    expect(checkExpression(attack, known)?.message).toContain(why);
    expect(() => evaluate(attack, scope)).toThrow(ExpressionError);
    const { user } = process.cpuUsage(started);
    expect(user / 1e6).toBeLessThan(1);
  });

  it.each([
    [
      'the largest loops that are let through',
      'steps.a.outputs.all.map(a, steps.a.outputs.all.map(b, a + b)).size()',
      500,
    ],
    [
      'the longest text',
      '[vars.long + vars.long + vars.long].map(a, a + a + a + a).map(a, a + a + a + a + a)[0].size()',
      245_760,
    ],
    [
      'a search that goes wrong at every letter',
      "[vars.long + vars.long + vars.long + vars.long].map(a, a + a + a + a)[0].contains('b' + vars.long)",
      false,
    ],
  ])('%s costs less than a second', (_, expression, value) => {
    const started = process.cpuUsage();
    expect(evaluate(expression, scope)).toBe(value);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(1);
  });

  it('counts no further than whole numbers go', () => {
    expect(() => evaluate('9'.repeat(900), scope)).toThrow(ExpressionError);
    expect(() => evaluate('9223372036854775807 + 1', scope)).toThrow(/overflow/);
  });

  it('takes no page of text from a step', () => {
    const steps = { a: { outputs: { text: 'x'.repeat(5000) } } };
    expect(() => evaluate("steps.a.outputs.text + '!'", { steps })).toThrow('steps.a.outputs.text has 5000 letters');
  });
});

describe('in a file', () => {
  const good = readFileSync('test/malformed/good.yaml', 'utf8').replace(/runbook: .*\n/, '');
  const withZone = (expression: string) => good.replace('horizon: PT2H', () => `horizon: "$\{{ ${expression} }}"`);

  it('an attack is a mistake with its place, and nothing is run', () => {
    const read = (expression: string) => () => parseScenario([{ path: 'x.yaml', text: withZone(expression) }]);
    expect(read("'PT' + string(1 + 1) + 'H'")).not.toThrow();
    expect(read('globalThis.process')).toThrow(/^x.yaml:6:\d+: clock.horizon: unknown name "globalThis"/);
    expect(read("'a'.matches('(a+)+$')")).toThrow(
      /^x.yaml:6:\d+: clock.horizon: there is no function matches\(\) here/,
    );
    expect(read('1 / 0')).toThrow(/^x.yaml:6:\d+: clock.horizon: 1 \/ 0: division by zero/);
  });
});
