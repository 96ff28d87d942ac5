import type { PlanFacts } from '../../../runbooks/drill/views/plan-facts.ts';
import type { Sight } from '../../../runbooks/drill/views/world.ts';
import type { PanelFrame, ScreenProps } from '../../kit/index.ts';

/** What each box is handed. */
export interface BoxProps extends ScreenProps {
  readonly plan: PlanFacts;
  readonly sight: Sight;
  readonly number: number;
  readonly focused: boolean;
  readonly zoomed: boolean;
  readonly frame: PanelFrame;
}
