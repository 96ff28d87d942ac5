/** The kinds of step that are the runner's own: people, checkpoints, runbooks in runbooks. */
import type { Runbook, Step, StepName } from '../files/index.ts';
import { Cancelled } from './cancellation.ts';
import { roleThatMay, type Session } from './session.ts';
import { type StepContext, StepFailed, type StepHandlers } from './types.ts';

/** Somebody who chose to wait is asked again after this time. */
const askAgainSeconds = 60;

/** Kinds that are not tried again as a whole: what is inside them has retries of its own, or a person already answered. */
const neverRetried = new Set<StepName>(['people:approve', 'checkpoint', 'runbook:run']);

/** Whether a step's `retry` applies to it. A group of parallel steps is not repeated either: its steps are. */
export function isRetried(step: Step): boolean {
  return 'uses' in step && !neverRetried.has(step.uses);
}

export interface BuiltInOptions {
  readonly session: Session;
  readonly runbook: Runbook;
  /** The role that the step names. */
  readonly role: string | undefined;
  /** Nothing before it is undone any more. */
  checkpoint(path: string): void;
  /** Runs another runbook below the step; throws when it does not succeed. */
  runChild(context: StepContext<'runbook:run'>): Promise<void>;
}

export function builtInHandlers(options: BuiltInOptions): StepHandlers {
  const { people } = options.session.options;
  return {
    'people:approve': (context) => approve(context, options),
    'people:do': (context) => context.sleep(people.workSeconds(context.with.work)),
    'people:note': async (context) => ({ text: await people.note(context.with.prompt) }),
    checkpoint: async (context) => options.checkpoint(context.path),
    'runbook:run': (context) => options.runChild(context),
  };
}

/** The first choice goes on, `wait` is asked again, any other ends the run. */
async function approve(context: StepContext<'people:approve'>, options: BuiltInOptions) {
  const { session, runbook } = options;
  const role = whoDecides(runbook, options.role);
  const { decision, choices, evidence, prompt } = context.with;
  for (;;) {
    const { path, cancelled } = context;
    const { choice, by } = await session.ask({ decision, path, role, choices, evidence, prompt, cancelled });
    if (choice === choices[0]) return { choice, by };
    if (choice !== 'wait') {
      session.abort(`${by} decided "${choice}" on ${decision}`);
      throw new Cancelled(session.cancelled.why);
    }
    await context.sleep(askAgainSeconds);
  }
}

function whoDecides(runbook: Runbook, named: string | undefined): string {
  if (named === undefined) return roleThatMay(runbook, 'approve') ?? 'on-call';
  if (runbook.roles[named]?.may.includes('approve')) return named;
  throw new StepFailed(`nobody can decide this: the role "${named}" may not approve`, { permanent: true });
}
