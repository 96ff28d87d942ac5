import type { DrillSession } from '../drill/session.ts';
import type { CliContext } from './context.ts';
import type { DrillFlags } from './drill.ts';

export interface Stage {
  /** Until somebody leaves, the world breaks or a signal comes. */
  play(session: DrillSession): Promise<undefined>;
  /** There will be no session. */
  close(error: unknown): Promise<void>;
}

/** The screen is there before files are read and the world is raised: both take longer than a terminal should be dark. */
export async function openStage(
  { process: { stdin, stdout, stderr, env }, folder, screen }: CliContext,
  { theme, record, resume }: DrillFlags,
  file: string | undefined,
): Promise<Stage> {
  const draw = await screen!();
  let enter: (session: DrillSession) => void;
  let fail: (error: unknown) => void;
  const session = new Promise<DrillSession>((resolve, reject) => {
    enter = resolve;
    fail = reject;
  });
  session.catch(() => {});
  let over: Promise<void> | undefined;
  await new Promise<void>((drawn, reject) => {
    over = draw(session, {
      ...{ stderr, env, theme, record, folder, opens: file ?? resume, onDrawn: drawn },
      // Both are terminals: it was looked at before.
      stdin: stdin as NodeJS.ReadStream,
      stdout: stdout as NodeJS.WriteStream,
      tour: resume === undefined,
    });
    over.catch(reject);
  });
  return {
    async play(played) {
      enter(played);
      await over;
    },
    async close(error) {
      fail(error);
      await over?.catch(() => {});
    },
  };
}
