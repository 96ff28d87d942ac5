/**
 * The question went away under somebody's hands: its time was over, or somebody else answered. What is typed meanwhile was meant for that
 * question, and must not decide another one.
 */
import { Box } from 'ink';
import type { ReactNode } from 'react';
import { Lines, Panel, panelInside, piece, useKeys } from '../../kit/index.ts';
import { messages } from '../../messages.ts';

const texts = messages.decision;

export interface GoneProps {
  readonly path: string;
  readonly columns: number;
  readonly rows: number;
  onSeen(): void;
}

export function Gone({ path, columns, rows, onSeen }: GoneProps): ReactNode {
  useKeys(
    (name) => {
      if (name === 'ctrl+c') return false;
      if (name === 'enter' || name === 'esc') onSeen();
      return true;
    },
    { level: 'capture' },
  );
  const inside = panelInside(columns, rows, 'top');
  const lines = [[piece(texts.gone(path), 'strong')], [piece(texts.goneHint, 'quiet')]];
  return (
    <Panel title={path} columns={columns} rows={rows} frame="top" focused>
      <Box>
        <Lines lines={lines} {...inside} />
      </Box>
    </Panel>
  );
}
