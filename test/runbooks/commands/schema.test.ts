import { describe, expect, it } from 'vitest';
import { schema } from '../../../src/runbooks/commands/schema.ts';
import { validate } from '../../../src/runbooks/commands/validate.ts';
import { testConsole } from './console.ts';

describe('zonefall schema', () => {
  it.each(['scenario', 'runbook'])('prints the schema of a %s', async (kind) => {
    const terminal = testConsole();
    expect(await schema(terminal.context, {}, kind)).toBe(0);
    expect(JSON.parse(terminal.stdout())).toMatchObject({
      $id: `urn:zonefall:${kind}:1`,
      properties: { kind: { const: kind } },
    });
  });

  it('prints one for both without a kind, and says which kinds there are', async () => {
    const terminal = testConsole();
    await schema(terminal.context, {});
    expect(Object.keys(JSON.parse(terminal.stdout()).$defs)).toEqual(expect.arrayContaining(['scenario', 'runbook']));
    await expect(schema(terminal.context, {}, 'runbok')).rejects.toThrow(
      'there is no schema "runbok"; did you mean "runbook"?',
    );
  });

  it('has the kinds of plug-ins, which make their files valid', async () => {
    const files = ['examples/plugin/pager.yaml', 'examples/plugin/pager.runbook.yaml'];
    const without = testConsole({ folder: process.cwd() });
    expect(await validate(without.context, {}, ...files)).toBe(2);
    expect(without.stderr()).toContain('unknown probe "acme:api-latency"');

    const flags = { plugin: ['examples/plugin/acme.ts'] };
    const terminal = testConsole({ folder: process.cwd() });
    await schema(terminal.context, flags, 'runbook');
    expect(terminal.stdout()).toContain('"const": "acme:page"');
    const valid = testConsole({ folder: process.cwd() });
    expect(await validate(valid.context, flags, ...files)).toBe(0);
  });
});
