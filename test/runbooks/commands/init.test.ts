import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { init } from '../../../src/runbooks/commands/init.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import { loadScenario, validateFile } from '../../../src/runbooks/files/index.ts';
import { testConsole } from './console.ts';

describe('zonefall init', () => {
  it('writes a scenario and a runbook that are valid, run and pass, and says what to type next', async () => {
    const terminal = testConsole();
    expect(await init(terminal.context, {})).toBe(0);
    const file = join(terminal.context.folder, 'first-drill.yaml');
    expect(validateFile(file).problems).toEqual([]);
    expect(validateFile(join(terminal.context.folder, 'first-drill.runbook.yaml')).problems).toEqual([]);
    const { sources } = loadScenario(file);
    expect(sources).toHaveLength(2);
    const { result } = await execute({ sources });
    expect(result.verdict).toBe('passed');
    expect(result.recovery.rtoSeconds).toBeGreaterThan(900);
    // And it can fail: an hour without power is more than the budget allows.
    expect((await execute({ sources, variant: 'long-outage' })).result.verdict).toBe('failed');
    expect(terminal.stdout()).toContain('next   zonefall run first-drill.yaml ');
    expect(
      Math.max(
        ...terminal
          .stdout()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('goes into a folder of its own when one is named', async () => {
    const terminal = testConsole();
    await init(terminal.context, {}, 'drills');
    expect(readFileSync(join(terminal.context.folder, 'drills', 'first-drill.yaml'), 'utf8')).toContain(
      'kind: scenario',
    );
    expect(terminal.stdout()).toContain('zonefall run drills/first-drill.yaml');
  });

  it('overwrites nothing: not even the other file, when one is there', async () => {
    const terminal = testConsole();
    const mine = join(terminal.context.folder, 'first-drill.runbook.yaml');
    writeFileSync(mine, 'mine');
    await expect(init(terminal.context, {})).rejects.toThrow(/^first-drill.runbook.yaml is there already/);
    expect(readFileSync(mine, 'utf8')).toBe('mine');
    expect(() => readFileSync(join(terminal.context.folder, 'first-drill.yaml'))).toThrow(/ENOENT/);
  });
});
