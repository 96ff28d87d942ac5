import { describe, it } from 'vitest';
import { playDrill } from './drill.ts';
import { hasTmux } from './terminal.ts';

describe.skipIf(!hasTmux)('in a larger terminal', () => {
  it('the same drill has more room, and follows when its size changes', async () => {
    const drill = playDrill({ columns: 120, rows: 40 });
    await drill.standing();
    await drill.question('leave-region?');
    await drill.golden('question');
    await drill.until('0:44:00');
    await drill.golden('timeline', { keys: false });

    // In the middle of a question: smaller, larger, and back.
    await drill.open('i', 'leave-region?');
    await drill.resizeTo(80, 24);
    await drill.golden('resized', { keys: false });
    await drill.resizeTo(200, 60);
    await drill.golden('resized', { keys: false });
    await drill.resizeTo(60, 20);
    await drill.waitFor('80x24');
    await drill.resizeTo(120, 40);
    await drill.golden('resized', { keys: false });

    drill.send('Enter');
    await drill.waitFor('✓ decide');
    await drill.until('3:00:00');
    await drill.open('d', '1 Runbook');
    await drill.golden('drill', { keys: false });
    await drill.open('S', 'Data stores');
    await drill.golden('stores', { keys: false });
    await drill.resizeTo(200, 60);
    await drill.golden('stores', { keys: false });
    await drill.open('d', '1 Runbook');
    await drill.golden('drill', { keys: false });
    await drill.open('?', 'Everywhere');
    await drill.golden('help', { keys: false });
  });
});
