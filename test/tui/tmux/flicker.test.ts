import { describe, expect, it } from 'vitest';
import { playDrill } from './drill.ts';
import { hasTmux } from './terminal.ts';

/** Whatever erases more than a line: the screen, what is below the cursor, the lines that have scrolled away; or resets the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is steered with.
const clears = /\u001B\[[0-3]?J|\u001Bc/g;

describe.skipIf(!hasTmux)('ten minutes of the drill', () => {
  it('pass without clearing the screen once, and without a line too many', async () => {
    const drill = playDrill({ columns: 80, rows: 24 });
    await drill.standing();
    const start = drill.output().length;
    for (const key of ['}', '}', 'Space']) drill.send(key);
    // The last quiet minutes, the loss of power, the question.
    await drill.waitFor(/T\+0:1[0-9]:/);
    await drill.open('d', '1 Runbook');
    await drill.open('T', 'Timeline');
    await drill.open('@', 'API log');
    await drill.open('d', '1 Runbook');
    const written = drill.output().slice(start);
    expect(written.length).toBeGreaterThan(5000);
    expect(written.match(clears) ?? []).toEqual([]);
    drill.fits(drill.screen());
    // At the start it may: by then nobody has seen anything.
    expect(drill.output().slice(0, start)).toMatch(/SIMULATED/);
  });
});
