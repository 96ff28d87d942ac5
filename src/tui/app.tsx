/**
 * The frame around the screens of a drill: two rows at the top, the open screen, a row of keys. It computes how large the body is, so
 * that a frame is always one row lower than the terminal: a frame as high as the terminal would make it scroll.
 */
import { Box, useApp, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import type { DrillSession, DrillState } from '../runbooks/drill/session.ts';
import { Footer } from './frame/footer.tsx';
import { useFrameKeys } from './frame/frame-keys.ts';
import { Header } from './frame/header.tsx';
import { LoadingScreen, TooSmall } from './frame/instead.tsx';
import { useQuestions } from './frame/questions.ts';
import { KeyProvider, KeyRouter, type ScreenName, type Theme, ThemeProvider, useTerminalKeys } from './kit/index.ts';
import { useNavigation } from './navigation.ts';
import { FolderProvider } from './screens/home.tsx';
import { Tour, tourRows } from './screens/tour.tsx';
import { screens } from './screens.ts';

export interface AppProps {
  readonly session: DrillSession;
  readonly theme: Theme;
  /** Where scenarios and journals are looked for. */
  readonly folder?: string;
  /** Shown over the drill until it is done with or skipped. */
  readonly tour?: boolean;
  onTourSeen?(): void;
  /** Ctrl-C. */
  onInterrupt(): void;
}

/** What a terminal must have at least. */
export const smallest = { columns: 80, rows: 24 } as const;
const headerRows = 2;
const footerRows = 1;

export function App(props: AppProps): ReactNode {
  const [router] = useState(() => new KeyRouter());
  useTerminalKeys(router);
  return (
    <ThemeProvider value={props.theme}>
      <KeyProvider value={router}>
        <FolderProvider value={props.folder ?? '.'}>
          <Frame {...props} />
        </FolderProvider>
      </KeyProvider>
    </ThemeProvider>
  );
}

function Frame({ session, tour = false, onTourSeen, onInterrupt }: AppProps): ReactNode {
  const { columns, rows } = useWindowSize();
  const { exit } = useApp();
  const state = useDrillState(session);
  const nav = useNavigation('drill');
  const [touring, setTouring] = useState(tour);
  const askedElsewhere = useQuestions(state, nav, touring);
  const filter = useFrameKeys({ session, state, nav, onQuit: exit, onInterrupt });
  useEffect(() => {
    // What broke is said when the terminal is as it was before.
    if (state.phase === 'broken') exit();
  }, [state.phase, exit]);

  if (columns < smallest.columns || rows < smallest.rows)
    return <TooSmall columns={columns} rows={rows} needs={smallest} />;
  const body = rows - 1 - headerRows - footerRows;
  const above = touring ? tourRows : 0;
  return (
    <Box flexDirection="column" width={columns} height={rows - 1}>
      <Header session={session} state={state} columns={columns} />
      {touring && (
        <Tour
          columns={columns}
          nav={nav}
          session={session}
          onEnd={() => {
            setTouring(false);
            onTourSeen?.();
          }}
        />
      )}
      <Box flexDirection="column" width={columns} height={body - above} overflowY="hidden">
        <Body session={session} state={state} columns={columns} rows={body - above} nav={nav} />
      </Box>
      <Footer
        nav={nav}
        filter={filter}
        askedElsewhere={askedElsewhere}
        ended={state.phase === 'ended'}
        columns={columns}
      />
    </Box>
  );
}

/** Before there is a session: files are read, and the world's thread loads. */
export function Opening({ theme, title }: { readonly theme: Theme; readonly title: string }): ReactNode {
  const { columns, rows } = useWindowSize();
  return (
    <ThemeProvider value={theme}>
      <LoadingScreen title={title} columns={columns} rows={rows - 1} />
    </ThemeProvider>
  );
}

interface BodyProps {
  readonly session: DrillSession;
  readonly state: DrillState;
  readonly columns: number;
  readonly rows: number;
  readonly nav: ReturnType<typeof useNavigation>;
}

/** Screens that show something before the world stands. */
const withoutWorld: ReadonlySet<ScreenName> = new Set(['home', 'help']);

function Body(props: BodyProps): ReactNode {
  const { session, state, nav } = props;
  if (state.phase === 'loading' && !withoutWorld.has(nav.screen)) {
    return <LoadingScreen title={session.facts.title} columns={props.columns} rows={props.rows} />;
  }
  const Screen = screens[nav.screen];
  return <Screen key={nav.screen} {...props} />;
}

function useDrillState(session: DrillSession): DrillState {
  return useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  );
}
