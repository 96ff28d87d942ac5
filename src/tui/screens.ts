/** Every screen by its name. */
import type { ScreenComponent, ScreenName } from './kit/index.ts';
import { ApiLogScreen } from './screens/api-log.tsx';
import { CompareScreen } from './screens/compare.tsx';
import { ConsoleScreen } from './screens/console.tsx';
import { DebriefScreen } from './screens/debrief.tsx';
import { DecisionScreen } from './screens/decision.tsx';
import { DrillScreen } from './screens/drill.tsx';
import { HelpScreen } from './screens/help.tsx';
import { HomeScreen } from './screens/home.tsx';
import { StoresScreen } from './screens/stores.tsx';
import { TimelineScreen } from './screens/timeline.tsx';

export const screens: Readonly<Record<ScreenName, ScreenComponent>> = {
  home: HomeScreen,
  drill: DrillScreen,
  decision: DecisionScreen,
  timeline: TimelineScreen,
  stores: StoresScreen,
  api: ApiLogScreen,
  console: ConsoleScreen,
  compare: CompareScreen,
  debrief: DebriefScreen,
  help: HelpScreen,
};
