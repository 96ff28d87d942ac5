import { expect, test } from 'vitest';
import { Lines, Panel, panelInside, piece } from '../../../src/tui/kit/index.ts';
import { render } from './render.ts';

test('a panel is exactly as large as it was told, wide characters counted', async () => {
  const inside = panelInside(30, 5);
  const screen = render(
    <Panel title="Runbook" number={1} aside="3/14" columns={30} rows={5} focused>
      <Lines lines={['主机 is down', piece('x'.repeat(50), 'bad').text, 'third']} {...inside} selected={1} />
    </Panel>,
  );
  expect(await screen.frame()).toBe(
    [
      '┏━ 1 Runbook ━━━━━━━━━ 3/14 ━┓',
      '┃   主机 is down             ┃',
      '┃ ▸ xxxxxxxxxxxxxxxxxxxxxxx… ┃',
      '┃   third                    ┃',
      '┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛',
    ].join('\n'),
  );
});
