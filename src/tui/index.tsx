/**
 * The screen of a drill: Ink, over the state that a session keeps. What it shows comes from `src/runbooks/drill`; here is only what
 * it looks like, and which key does what.
 *
 * - `app.tsx` is the frame (rows at the top and the bottom, questions, the keys that hold everywhere), `screens/` what stands in it.
 * - `kit/` is what screens are made of, `messages/` every word, `theme-file.ts` the colours, `recording.ts` a recording of it all.
 *
 * ```ts
 * await screen(session, { stdin, stdout, env: process.env, tour: false });
 * ```
 */
import type { Screen, ScreenOptions } from '../runbooks/drill/screen.ts';
import type { DrillSession } from '../runbooks/drill/session.ts';
import type { Theme } from './kit/index.ts';
import { messages } from './messages.ts';
import { record } from './recording.ts';
import { tourSeen } from './tour-seen.ts';

/** Signals that end the screen; whoever opened it says with which code the process ends. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Frames a second at most while somebody types. The session tells of changes no more than twelve times a second, and when nothing changes
 * nothing is drawn; a key is answered within a frame of these.
 */
const framesPerSecond = 250;

export const screen: Screen = async (opening, options) => {
  // React looks at this when it is loaded, and is five times as slow without it.
  process.env.NODE_ENV = 'production';
  const { themeFor } = await import('./theme-file.ts');
  const theme = await themeFor(options.stdout, options.env, options.theme);
  const stopRecording = options.record === undefined ? undefined : startRecording(options, options.record);
  try {
    await draw(opening, options, theme);
  } finally {
    stopRecording?.();
  }
  const { state, facts } = await opening;
  if (state.phase === 'broken') {
    const { journalCommandLine } = await import('../runbooks/commands/invocation.ts');
    const resume = journalCommandLine('drill --resume', facts.journalPath);
    (options.stderr ?? process.stderr).write(messages.frame.broken(state.error ?? '', resume));
  }
};

function startRecording({ stdout, env, opens = 'a drill' }: ScreenOptions, file: string): () => void {
  return record(stdout, { file, env, title: `${opens} (simulated)` });
}

/** Until it is left. However that happens, the terminal is as before when this is over. */
async function draw(
  opening: DrillSession | Promise<DrillSession>,
  options: ScreenOptions,
  theme: Theme,
): Promise<void> {
  const { stdin, stdout, folder = '.', opens = '' } = options;
  const [{ render }, { createElement }, { App, Opening }] = await Promise.all([
    import('ink'),
    import('react'),
    import('./app.tsx'),
  ]);
  const entered = homeWhenEntered(stdout);
  const appOf = (session: DrillSession) =>
    createElement(App, {
      session,
      theme,
      folder,
      tour: options.tour && !tourSeen(folder).is(),
      onTourSeen: () => tourSeen(folder).remember(),
      // In raw mode the terminal sends no signal for Ctrl-C: everyone who waits for one hears of it all the same.
      onInterrupt: () => process.kill(process.pid, 'SIGINT'),
    });
  const app = render('facts' in opening ? appOf(opening) : createElement(Opening, { theme, title: opens }), {
    ...{ stdin, stdout, alternateScreen: true, incrementalRendering: true, exitOnCtrlC: false },
    ...{ maxFps: framesPerSecond, interactive: true, patchConsole: false },
  });
  entered();
  options.onDrawn?.();
  if ('then' in opening)
    opening.then(
      (session) => app.rerender(appOf(session)),
      () => app.unmount(),
    );
  const leave = () => app.unmount();
  // What kills the process is told after the terminal can show it again. A monitor changes nothing about what becomes of the error.
  process.on('uncaughtExceptionMonitor', leave);
  process.prependListener('unhandledRejection', leave);
  for (const signal of signals) process.on(signal, leave);
  try {
    await app.waitUntilExit();
  } finally {
    for (const signal of signals) process.off(signal, leave);
    process.off('unhandledRejection', leave);
    process.off('uncaughtExceptionMonitor', leave);
  }
}

/**
 * The other screen begins with the cursor where it was on the first one, and Ink draws from there. Puts it into the corner, between
 * Ink's entering and its first frame. Returns how to stop.
 */
function homeWhenEntered(stdout: NodeJS.WriteStream): () => void {
  const write = stdout.write;
  const enter = '\u001B[?1049h';
  stdout.write = ((data: string | Uint8Array, ...rest: unknown[]) =>
    (write as (...given: unknown[]) => boolean).call(
      stdout,
      data === enter ? `${enter}\u001B[H` : data,
      ...rest,
    )) as typeof write;
  return () => {
    stdout.write = write;
  };
}
