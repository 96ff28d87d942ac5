/** The drill at a glance: what is done about it, what is known of it, where it happens, and whether customers are served. */
import type { ReactNode } from 'react';
import type { Sight } from '../../runbooks/drill/views/world.ts';
import { across, below, type PanelFrame, type ScreenProps, SheetView, useKeys } from '../kit/index.ts';
import { useChecks } from './drill/use-checks.ts';
import { usePlan } from './drill/use-plan.ts';
import { useRunbook } from './drill/use-runbook.ts';
import { useSignals } from './drill/use-signals.ts';
import { useWorld } from './drill/use-world.ts';

/** From here on boxes have whole frames. */
const framesFromRows = 34;

export function DrillScreen(props: ScreenProps): ReactNode {
  const { session, state, columns, rows, nav } = props;
  const plan = usePlan(session, state);
  const sight = nav.memory<string>('drill: sight', session.facts.seat === 'facilitator' ? 'true' : 'known') as Sight;
  const zoomed = nav.memory('drill: zoomed', false);
  const focus = Math.min(4, Math.max(1, nav.box));
  useKeys((name) => {
    if (name >= '1' && name <= '4' && name.length === 1) {
      const again = zoomed && focus === Number(name);
      nav.focus(Number(name));
      nav.remember('drill: zoomed', !again);
    } else if (name === 't') nav.remember('drill: sight', sight === 'known' ? 'true' : 'known');
    else if ((name === 'esc' || name === 'q') && zoomed && nav.filter === '') nav.remember('drill: zoomed', false);
    else if (name === 'enter') {
      const [asked] = state.pending;
      if (asked === undefined) nav.remember('drill: zoomed', true);
      else nav.open('decision', { path: asked.path });
    } else return false;
    return true;
  });

  const frame: PanelFrame = rows >= framesFromRows || zoomed ? 'full' : 'top';
  const left = Math.round(columns * 0.54);
  const top = Math.ceil(rows * 0.52);
  const box = (number: number) => {
    const part = { columns: number % 2 === 1 ? left : columns - left, rows: number <= 2 ? top : rows - top };
    const size = zoomed ? { columns, rows } : part;
    return { ...props, ...size, plan, sight, number, frame, zoomed, focused: focus === number };
  };
  const runbook = useRunbook(box(1));
  const signals = useSignals(box(2));
  const world = useWorld(box(3));
  const checks = useChecks(box(4));
  if (zoomed) return <SheetView sheet={[runbook, signals, world, checks][focus - 1]!} />;
  return <SheetView sheet={below(across(runbook, signals), across(world, checks))} />;
}
