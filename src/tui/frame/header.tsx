import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { DrillSession, DrillState } from '../../runbooks/drill/session.ts';
import { paint, useTheme } from '../kit/index.ts';
import { headerRows } from './header-rows.ts';

export interface HeaderProps {
  readonly session: DrillSession;
  readonly state: DrillState;
  readonly columns: number;
}

export function Header({ session, state, columns }: HeaderProps): ReactNode {
  const theme = useTheme();
  const fork = state.fork === 0 ? undefined : (session.forks[state.fork]?.name ?? `${state.fork}`);
  const rows = headerRows({ facts: session.facts, state, fork, columns });
  return <Text wrap="truncate">{rows.map((row) => paint(row, columns, theme)).join('\n')}</Text>;
}
