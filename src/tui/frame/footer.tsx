import type { ReactNode } from 'react';
import { Line, type LineEditor, piece } from '../kit/index.ts';
import { messages } from '../messages.ts';
import type { Navigation } from '../navigation.ts';
import { footerRow } from './footer-row.ts';

export interface FooterProps {
  readonly nav: Navigation;
  /** While somebody types after `/`. */
  readonly filter: LineEditor | undefined;
  readonly askedElsewhere: string | undefined;
  readonly ended: boolean;
  readonly columns: number;
}

export function Footer({ nav, filter, askedElsewhere, ended, columns }: FooterProps): ReactNode {
  if (filter !== undefined && nav.question === undefined) {
    const name = [' ', piece(`${messages.frame.filter} /`, 'accent')];
    return <Line row={[...name, ...filter.pieces(columns - messages.frame.filter.length - 4)]} columns={columns} />;
  }
  const row = footerRow({ nav, toast: nav.shownToast, question: nav.question, askedElsewhere, ended, columns });
  return <Line row={row} columns={columns} />;
}
