/** A stage for stories about runbooks: virtual time, people who answer after a minute, and steps that take ten seconds unless the story says otherwise. */
import {
  type ActionStep,
  type OnFailure,
  type ParallelStep,
  type Runbook,
  type Step,
  stepNames,
} from '../../../src/runbooks/files/index.ts';
import { Journal, type JournalEvent } from '../../../src/runbooks/journal/index.ts';
import {
  Cancellation,
  type Inputs,
  type People,
  type RunbookOutcome,
  type RunnerOptions,
  runRunbook,
  type StepContext,
  type StepHandlers,
} from '../../../src/runbooks/runner/index.ts';
import { Kernel } from '../../../src/sim/kernel/index.ts';

type Act = (context: StepContext) => Promise<Record<string, unknown> | undefined> | Promise<void>;

export interface Story {
  /** What a step does, by its path or its id. */
  readonly does?: Readonly<Record<string, Act>>;
  /** What people choose, one answer after the other; the first choice when the list is used up. They need a minute each time. */
  readonly answers?: readonly string[];
  readonly children?: Readonly<Record<string, Runbook>>;
  readonly inputs?: Inputs;
  /** Numeric probes over time. */
  readonly measure?: (probe: string, atSeconds: number) => number | undefined;
  readonly stopAtSeconds?: number;
  readonly options?: Partial<RunnerOptions>;
}

export interface Played {
  readonly outcome: RunbookOutcome;
  readonly events: readonly JournalEvent[];
  readonly endedAtSeconds: number;
  /** `10 step.succeeded machines/couch`: seconds, kind, path or name. */
  lines(...kinds: JournalEvent['kind'][]): string[];
  /** When an event of this kind was written for a path. */
  at(kind: JournalEvent['kind'], path: string): number;
}

const position = { file: 'story.runbook.yaml', line: 1, column: 1 };

export function runbook(partial: Partial<Runbook>): Runbook {
  return {
    ...{ id: 'story', file: 'story.runbook.yaml', title: 'A story', objectives: {}, inputs: {}, roles: {} },
    ...{ preflight: [], safetyRules: [], activate: [], postRecovery: [] },
    rollbacks: { strategy: 'never', order: 'reverse' },
    ...partial,
  };
}

/** A step that changes something, unless `uses` says otherwise. */
export function step(id: string, partial: Partial<ActionStep> = {}): ActionStep {
  const frame = { needs: [], ungraceful: 'run', verify: [], milestones: {}, position } as const;
  return { id, uses: 'couchdb:promote', with: {}, ...frame, ...partial };
}

/** What a step's file says about its failure. */
export function onFailure(steps: readonly Step[], then: OnFailure['then']): OnFailure {
  return { steps, then };
}

export function group(id: string, parallel: readonly Step[], partial: Partial<ParallelStep> = {}): ParallelStep {
  return { id, needs: [], ungraceful: 'run', verify: [], milestones: {}, position, parallel, ...partial };
}

/** An expression, as a file writes it. */
export const ref = (expression: string) => `\${{ ${expression} }}`;

export async function play(book: Runbook, story: Story = {}): Promise<Played> {
  const kernel = new Kernel({ seed: 1, keepHostGlobals: true });
  const journal = new Journal(() => kernel.nowUs);
  const stop = new Cancellation();
  let outcome: RunbookOutcome | undefined;
  let endedAtSeconds = 0;
  kernel.spawn('the plan', async () => {
    outcome = await runRunbook(book, story.inputs ?? {}, { ...optionsOf(story, kernel, journal), cancelled: stop });
    endedAtSeconds = kernel.nowUs / 1e6;
  });
  if (story.stopAtSeconds !== undefined) kernel.after(story.stopAtSeconds * 1e6, () => stop.cancel('the horizon'));
  await kernel.run();
  const { events } = journal;
  return {
    outcome: outcome!,
    events,
    endedAtSeconds,
    lines: (...kinds) => events.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)).map(lineOf),
    at: (kind, path) => {
      const found = events.find((event) => event.kind === kind && 'path' in event && event.path === path);
      if (found === undefined) throw new Error(`no ${kind} of ${path} in\n${events.map(lineOf).join('\n')}`);
      return found.at / 1e6;
    },
  };
}

function optionsOf(story: Story, kernel: Kernel, journal: Journal): RunnerOptions {
  const dispatch: Act = (context) => {
    const act = story.does?.[context.path] ?? story.does?.[context.id];
    return act ? act(context) : context.sleep(10);
  };
  const handlers = Object.fromEntries(stepNames.map((name) => [name, dispatch])) as StepHandlers;
  return {
    handlers,
    journal,
    clock: {
      nowUs: () => kernel.nowUs,
      sleepUs: (us) => kernel.sleep(us),
      afterUs: (us, fn) => {
        const handle = kernel.after(us, fn);
        return () => void kernel.cancel(handle);
      },
    },
    people: peopleOf(story, kernel),
    loadRunbook: (file) => story.children![file]!,
    measure: async (probe) => story.measure?.(probe, kernel.nowUs / 1e6),
    ...story.options,
  };
}

function peopleOf(story: Story, kernel: Kernel): People {
  const answers = [...(story.answers ?? [])];
  return {
    decide: async ({ choices, role }) => {
      await kernel.sleep(60e6);
      return { choice: answers.shift() ?? choices[0]!, by: role };
    },
    workSeconds: () => 1200,
    note: async () => 'nothing',
  };
}

function lineOf(event: JournalEvent): string {
  const name = 'path' in event ? event.path : 'id' in event ? event.id : 'name' in event ? event.name : '';
  return `${event.at / 1e6} ${event.kind} ${name}`.trimEnd();
}
