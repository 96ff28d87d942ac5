/** What a runner asks from outside, as effects: each is begun for real, or answered from the journal. */
import type { ProbeName, StepName } from '../files/index.ts';
import { stepEntry } from '../files/index.ts';
import type { Json, Outcome } from '../journal/index.ts';
import {
  type Answer,
  Cancelled,
  type People,
  type Question,
  type RunnerOptions,
  type StepContext,
  StepFailed,
  type StepHandler,
  type StepHandlers,
  StepSkipped,
} from '../runner/index.ts';
import type { Driver } from './driver.ts';
import type { EffectSpec, Effects } from './effects.ts';

/** People who can be asked: undefined when nobody is there. */
export interface PresentPeople {
  decide(question: Question): Promise<Answer | undefined>;
  note(prompt: string, path: string): Promise<{ readonly text: string; readonly by: string } | undefined>;
}

/** The real world. */
export interface WallPorts {
  readonly handlers: StepHandlers;
  readonly people: PresentPeople;
  measure(probe: ProbeName): Promise<number | undefined>;
}

type Asked = Omit<EffectSpec, 'settle'>;

export function durablePorts(
  effects: Effects,
  driver: Driver,
  world: WallPorts,
): Pick<RunnerOptions, 'handlers' | 'clock' | 'people' | 'measure'> {
  const ask = <T>(asked: Asked): Promise<T> =>
    new Promise((resolve, reject) => {
      effects.ask({ ...asked, settle: (outcome) => handOver(outcome, resolve as (value: unknown) => void, reject) });
    });
  const wrap = (handler: StepHandler, uses: StepName): StepHandler => {
    const { safeToRepeat: repeatable } = stepEntry(uses);
    return (context) => {
      const { path, purpose, cancelled } = context;
      const begin = () => outcomeOf(async () => (await handler(spoken(context, driver))) ?? {});
      return ask<Readonly<Record<string, unknown>>>({
        what: 'action',
        path,
        action: { uses, purpose, repeatable },
        wanted: () => !cancelled.aborted,
        begin,
      });
    };
  };
  const people: People = {
    present: true,
    decide: (question) => {
      const begin = async () => answered(await world.people.decide(question));
      const wanted = () => !question.cancelled.aborted;
      return ask({ what: 'answer', path: question.path, question, wanted, begin });
    },
    workSeconds: () => {
      throw new Error('people who are there say themselves how long it takes');
    },
    note: async (prompt, { path, cancelled }) => {
      const begin = async () => answered(await world.people.note(prompt, path));
      const { text } = await ask<{ text: string }>({ what: 'note', path, wanted: () => !cancelled.aborted, begin });
      return text;
    },
  };
  const names = Object.keys(world.handlers) as StepName[];
  return {
    handlers: Object.fromEntries(names.map((name) => [name, wrap(world.handlers[name] as StepHandler, name)])),
    people,
    clock: {
      nowUs: () => effects.nowUs,
      sleepUs: (us) => new Promise((resolve) => void driver.timer(us, resolve, 'sleep')),
      afterUs: (us, fn) => driver.timer(us, fn, 'timer'),
    },
    measure: async (probe) => {
      const begin = () => outcomeOf(async () => (await world.measure(probe)) ?? null);
      const value = await ask<number | null>({ what: 'measure', path: probe, wanted: () => true, begin });
      return value ?? undefined;
    },
  };
}

/** What an action says while it runs comes from outside, like its end. */
function spoken(context: StepContext, driver: Driver): StepContext {
  return { ...context, progress: (fraction, text) => driver.tell(() => context.progress(fraction, text)) };
}

function answered(answer: object | undefined): Outcome | undefined {
  return answer === undefined ? undefined : { value: asJson(answer) };
}

async function outcomeOf(work: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: asJson(await work()) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Cancelled) return { error: message, cancelled: true };
    return error instanceof StepFailed && error.permanent ? { error: message, permanent: true } : { error: message };
  }
}

/** What is handed over now is what would be read from the journal later. */
function asJson(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value)) as Json;
  } catch (error) {
    throw new StepFailed(`what it hands on is no JSON: ${(error as Error).message}`, { permanent: true });
  }
}

function handOver(outcome: Outcome, resolve: (value: unknown) => void, reject: (error: Error) => void): void {
  if ('value' in outcome) resolve(outcome.value);
  else if ('skipped' in outcome) reject(new StepSkipped(outcome.skipped));
  else if (outcome.cancelled) reject(new Cancelled(outcome.error));
  else reject(new StepFailed(outcome.error, { permanent: outcome.permanent }));
}
