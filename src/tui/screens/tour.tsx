/** The tour: a few rows over the screen that it talks about. Time stands still while it is shown. */
import { type ReactNode, useEffect, useState } from 'react';
import type { DrillSession } from '../../runbooks/drill/session.ts';
import { Lines, type Nav, Panel, panelInside, useKeys, wrap } from '../kit/index.ts';
import { messages } from '../messages.ts';

const texts = messages.tour;

/** As many rows it takes from the body. */
export const tourRows = 5;

export interface TourProps {
  readonly session: DrillSession;
  readonly nav: Nav;
  readonly columns: number;
  /** It was seen to its end, or skipped. */
  onEnd(): void;
}

export function Tour({ session, nav, columns, onEnd }: TourProps): ReactNode {
  const [step, setStep] = useState(0);
  const { steps } = texts;
  const loading = session.state.phase === 'loading';
  useEffect(() => {
    // The world takes no orders before it stands.
    if (!loading) session.pause();
  }, [session, loading]);
  const show = (next: number) => {
    const from = steps[step]!.screen;
    const to = steps[next]?.screen ?? 'drill';
    if (to !== from) nav.open(to);
    if (next < steps.length) return setStep(Math.max(0, next));
    session.resume();
    onEnd();
  };
  useKeys(
    (name) => {
      if (name === 'ctrl+c' || name === 'Q') return false;
      if (name === 'enter' || name === 'right' || name === 'space') show(step + 1);
      else if (name === 'left' && step > 0) show(step - 1);
      else if (name === 'esc' || name === 'q') show(steps.length);
      return true;
    },
    { level: 'question' },
  );
  const inside = panelInside(columns, tourRows);
  const aside = step === steps.length - 1 ? texts.last : texts.keys;
  return (
    <Panel title={texts.title(step + 1, steps.length)} aside={aside} columns={columns} rows={tourRows} focused>
      <Lines lines={wrap(steps[step]!.words, inside.columns)} {...inside} />
    </Panel>
  );
}
