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
    'people:do': (context) => work(context, options),
    'people:note': async (context) => ({ text: await people.note(context.with.prompt, context) }),
    checkpoint: (context) => passCheckpoint(context, options),
    'runbook:run': (context) => options.runChild(context),
  };
}

/** The first choice goes on, `wait` is asked again, any other ends the run. */
async function approve(context: StepContext<'people:approve'>, options: BuiltInOptions) {
  const { session, runbook } = options;
  const role = whoDecides(runbook, options.role);
  const { decision, choices, evidence, prompt, escalate } = context.with;
  if (escalate !== undefined) whoDecides(runbook, escalate.to);
  for (;;) {
    const { path, cancelled } = context;
    const question = { decision, path, role, choices, evidence, prompt, escalate, cancelled };
    const { choice, by } = await session.ask(question);
    if (choice === choices[0]) return { choice, by };
    if (choice !== 'wait') {
      session.abort(`${by} decided "${choice}" on ${decision}`);
      throw new Cancelled(session.cancelled.why);
    }
    await context.sleep(askAgainSeconds);
  }
}

/** How long it takes is drawn from a model of people; people who are there, and really do it, say when they have done it. */
async function work(context: StepContext<'people:do'>, { session, runbook, role }: BuiltInOptions): Promise<void> {
  const { people } = session.options;
  if (people.present !== true || people.modelledWork === true)
    return context.sleep(people.workSeconds(context.with.work));
  const { work: decision, note } = context.with;
  const who = role ?? roleThatMay(runbook, 'run') ?? 'on-call';
  const choices = ['done', 'failed'];
  const { path, cancelled } = context;
  const prompt = note ?? `do ${decision}, and say when it is done`;
  const answer = await session.ask({ decision, path, role: who, choices, evidence: [], prompt, cancelled });
  if (answer.choice === 'done') return;
  throw new StepFailed(`${answer.by} could not do it${answer.comment === undefined ? '' : `: ${answer.comment}`}`);
}

/** Behind it nothing is undone: people who are there type its word first. */
async function passCheckpoint(context: StepContext<'checkpoint'>, options: BuiltInOptions): Promise<void> {
  const { session, runbook } = options;
  const { word } = context.with;
  if (word !== undefined && session.options.people.present === true) {
    const { path, cancelled } = context;
    const role = whoDecides(runbook, options.role);
    const prompt = `nothing before this point is undone any more: type "${word}" to go on`;
    const choices = [word, 'abort'];
    const question = { decision: 'checkpoint', path, role, choices, evidence: [], prompt, cancelled };
    const { choice, by } = await session.ask(question);
    if (choice !== word) {
      session.abort(`${by} decided "${choice}" at the checkpoint ${path}`);
      throw new Cancelled(session.cancelled.why);
    }
  }
  options.checkpoint(context.path);
}

function whoDecides(runbook: Runbook, named: string | undefined): string {
  if (named === undefined) {
    const role = roleThatMay(runbook, 'approve');
    if (role !== undefined) return role;
    if (Object.keys(runbook.roles).length === 0) return 'on-call';
    throw new StepFailed('nobody can decide this: no role of the runbook may approve', { permanent: true });
  }
  if (runbook.roles[named]?.may.includes('approve')) return named;
  throw new StepFailed(`nobody can decide this: the role "${named}" may not approve`, { permanent: true });
}
