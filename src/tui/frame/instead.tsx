/** What stands where a screen cannot be drawn. */
import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { clip, Lines, Panel, panelInside, piece, wrap } from '../kit/index.ts';
import { messages } from '../messages.ts';

const texts = messages.frame;

export interface SizeProps {
  readonly columns: number;
  readonly rows: number;
}

/** Too few columns or rows: the sizes, as far as even they can be said. */
export function TooSmall({ columns, rows, needs }: SizeProps & { readonly needs: SizeProps }): ReactNode {
  const lines = texts.tooSmall(columns, rows, needs.columns, needs.rows).flatMap((text) => wrap(text, columns));
  return (
    <Box flexDirection="column">
      <Text>
        {lines
          .slice(0, Math.max(1, rows - 1))
          .map((text) => clip(text, columns))
          .join('\n')}
      </Text>
    </Box>
  );
}

/** Until the world stands. */
export function LoadingScreen({ title, columns, rows }: SizeProps & { readonly title: string }): ReactNode {
  const inside = panelInside(columns, rows);
  const lines = texts.loading.lines(title).flatMap((text) => wrap(text, inside.columns));
  return (
    <Panel title={texts.loading.title} columns={columns} rows={rows}>
      <Lines lines={lines.map((text, index) => (index === 0 ? [piece(text, 'strong')] : text))} {...inside} />
    </Panel>
  );
}
