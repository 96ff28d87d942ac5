/** One screen of a drill without the frame around it, with the real navigation. */
import { createElement, type ReactNode, useSyncExternalStore } from 'react';
import type { DrillSession } from '../../../src/runbooks/drill/session.ts';
import type { Nav, ScreenArgs, ScreenComponent, ScreenName, Theme } from '../../../src/tui/kit/index.ts';
import { useNavigation } from '../../../src/tui/navigation.ts';
import { type Rendered, render } from './render.ts';

export interface RenderedScreen extends Rendered {
  /** What the screen was handed last: where it went (`nav().screen`), what it remembers. */
  nav(): Nav & { readonly shownToast?: { readonly text: string } | undefined };
}

export interface ScreenChoices {
  readonly name: ScreenName;
  readonly session: DrillSession;
  readonly args?: ScreenArgs;
  /** Of the body. At 80x24 it is 80 columns and 20 rows, which is what a test gets unless told. */
  readonly columns?: number;
  readonly rows?: number;
  readonly theme?: Theme;
}

/** `press`, `frame` and the rest as for any component; the screen is drawn anew when the session says that it changed. */
export function renderScreen(component: ScreenComponent, choices: ScreenChoices): RenderedScreen {
  const { name, session, args, columns = 80, rows = 20, theme } = choices;
  let nav: Nav | undefined;
  function Body(): ReactNode {
    const state = useSyncExternalStore(
      (listener) => session.subscribe(listener),
      () => session.state,
    );
    nav = useNavigation(name, args);
    return createElement(component, { session, state, columns, rows, nav });
  }
  return { ...render(createElement(Body), { columns, rows, theme }), nav: () => nav! };
}
