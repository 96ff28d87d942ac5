import { describe, expect, it } from 'vitest';
import { drillFolder, playDrill } from './drill.ts';
import { hasTmux } from './terminal.ts';

describe.skipIf(!hasTmux)('a second seat, on another terminal', () => {
  it('sees what is true and tells the players something; they see what follows, and no more', async () => {
    const folder = drillFolder();
    const players = playDrill({ columns: 80, rows: 24, folder });
    await players.standing();
    const [run] = players.journals() as [string];
    const facilitator = playDrill({ columns: 100, rows: 40, folder, args: ['--facilitate', run, '--plain'] });
    await facilitator.waitFor(/fault +brown-floor begins/, 30);
    facilitator.type(':fault zone:power-interruption zone=euw1-az2 for=PT10M');
    facilitator.send('Enter');
    facilitator.type(':signal phone "a customer calls: the shop is down"');
    facilitator.send('Enter');
    // Time stands still for all: what was typed waits until somebody lets it go on.
    facilitator.type('continue');
    facilitator.send('Enter');
    await players.waitFor('the shop is down');
    await facilitator.waitFor(/signal +phone: a customer calls/);
    await facilitator.waitFor(/fault .*power-interruption.* in euw1-az2/);
    expect(players.screen().join('\n')).not.toMatch(/power-interruption|:signal|signal phone/);
    facilitator.type('quit');
    facilitator.send('Enter');
    expect(await facilitator.exitCode()).toBe(0);
    // The drill goes on without it.
    players.send('Space');
    await players.waitFor('‖ paused');
  });
});
