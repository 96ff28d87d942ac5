import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Drill, drillFolder, playDrill, scenario } from './drill.ts';
import { hasTmux } from './terminal.ts';

/** The terminal as it was before: its own screen, a cursor, and a shell that echoes what is typed. */
async function expectRestored(drill: Drill): Promise<void> {
  expect({ alternate: drill.flag('alternate_on'), cursor: drill.flag('cursor_flag') }).toEqual({
    alternate: '0',
    cursor: '1',
  });
  drill.type('echo typed-$((20+3))');
  drill.send('Enter');
  const screen = await drill.waitFor('typed-23');
  expect(screen.join('\n')).toContain('echo typed-$((20+3))');
}

/**
 * A plug-in is code of the user's, in both threads: it may do what no code should, here as soon as `strike` is called and not at a time
 * that a slow machine reaches too early. Gives how it is named on the command line.
 */
function plugin(folder: string, where: string, what: string): { args: string[]; strike(): void } {
  const file = join(folder, 'strike');
  const lines = [
    `import { existsSync } from 'node:fs';`,
    `import { isMainThread } from 'node:worker_threads';`,
    // The timer of the host: a world patches its thread's only once it begins.
    `if (${where}) setInterval(() => { if (existsSync(${JSON.stringify(file)})) ${what}; }, 50);`,
    `export { default } from ${JSON.stringify(pathToFileURL(resolve('examples/plugin/acme.ts')).href)};`,
  ];
  writeFileSync(join(folder, 'rogue.mjs'), lines.join('\n'));
  return { args: [scenario, '--plugin', './rogue.mjs'], strike: () => writeFileSync(file, '') };
}

const small = { columns: 80, rows: 24 } as const;

describe.skipIf(!hasTmux)('the terminal is as it was before', () => {
  it('after leaving, which asks once and says how to go on', async () => {
    const drill = playDrill(small);
    await drill.standing();
    drill.send('Q');
    await drill.waitFor('y / n');
    drill.send('y');
    expect(await drill.exitCode()).toBe(5);
    expect(drill.screen().join('\n')).toContain('zonefall drill --resume');
    await expectRestored(drill);
  });

  it('after Ctrl-C', async () => {
    const drill = playDrill(small);
    await drill.standing();
    drill.send('C-c');
    expect(await drill.exitCode()).toBe(130);
    await expectRestored(drill);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('after %s', async (signal, exitCode) => {
    const drill = playDrill(small);
    // Before the world stands.
    await drill.waitFor('SIMULATED');
    process.kill(drill.pid(), signal);
    expect(await drill.exitCode()).toBe(exitCode);
    await expectRestored(drill);
  });

  it('after an exception, which is told in a line', async () => {
    const folder = drillFolder();
    const { args, strike } = plugin(folder, `isMainThread`, `throw new Error('a bug in the screen')`);
    const drill = playDrill({ ...small, folder, args });
    await drill.standing();
    strike();
    expect(await drill.exitCode()).toBe(3);
    expect(drill.screen().join('\n')).toContain('zonefall: internal error: a bug in the screen');
    await expectRestored(drill);
  });

  it("after the world's thread was killed, which is told with how to go on", async () => {
    const folder = drillFolder();
    // In a thread this ends the thread, wherever it is, and nothing else.
    const { args, strike } = plugin(folder, '!isMainThread', 'process.exit(9)');
    const drill = playDrill({ columns: 120, rows: 24, folder, args });
    await drill.standing();
    await drill.question('leave-region?');
    strike();
    expect(await drill.exitCode()).toBe(3);
    expect(drill.screen().join('\n')).toMatch(/world ended unexpectedly: .*code 9/);
    await expectRestored(drill);
    // What it had come to is kept: `after kill -9` below says how it goes on.
    expect(readFileSync(join(folder, '.zonefall', drill.journals()[0]!), 'utf8')).toContain('"kind":"decision.asked"');
  });

  it('after a theme that there is not: nothing is begun, exit code 2', async () => {
    const folder = drillFolder();
    writeFileSync(join(folder, 'theme.yaml'), 'goood: "#00ff00"\n');
    const drill = playDrill({ ...small, folder, args: [scenario, '--theme', 'theme.yaml'] });
    expect(await drill.exitCode()).toBe(2);
    expect(drill.screen().join('\n')).toContain('did you mean "good"');
    await expectRestored(drill);
    expect(drill.journals()).toEqual([]);
  });
});

describe.skipIf(!hasTmux)('after kill -9', () => {
  it('--resume goes on at the same moment, with the same question open, and ends as if nothing had been', async () => {
    const folder = drillFolder();
    const drill = playDrill({ ...small, folder });
    await drill.standing();
    await drill.question('leave-region?');
    // Long after the last event: only the position file knows the moment.
    await drill.until('0:41:23');
    const before = readFileSync(join(folder, '.zonefall', drill.journals()[0]!), 'utf8');
    process.kill(drill.pid(), 'SIGKILL');
    expect(await drill.exitCode()).toBe(137);

    const again = playDrill({ ...small, folder, args: ['--resume', drill.journals()[0]!] });
    const screen = await again.waitFor('leave-region?');
    expect(screen[1]).toMatch(/^ T\+0:41:23 {2}/);
    expect(screen[0]).toMatch(/asked +‖ paused/);
    again.send('Enter');
    await again.waitFor('✓ decide');
    again.send('C-c');
    expect(await again.exitCode()).toBe(130);
    const after = readFileSync(join(folder, '.zonefall', drill.journals()[0]!), 'utf8');
    expect(after.startsWith(before)).toBe(true);
    expect(after.slice(before.length)).toContain('"choice":"go"');
    // A lock and a seat that were left behind are in nobody's way, and gone now.
    expect(readdirSync(join(folder, '.zonefall')).filter((name) => /\.(lock|seat)$/.test(name))).toEqual([]);
  });
});
