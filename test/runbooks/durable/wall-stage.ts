/** A stage for runs in wall time: a runbook as text, kinds of steps of its own, people who answer at once, and a disk that can be pulled. */
import { z } from 'zod';
import type { DriveEnd } from '../../../src/runbooks/durable/driver.ts';
import type { PresentPeople } from '../../../src/runbooks/durable/ports.ts';
import { presentPeople } from '../../../src/runbooks/durable/present-people.ts';
import { type Recorded, readRecorded } from '../../../src/runbooks/durable/recorded.ts';
import { Resolutions, type Resolved } from '../../../src/runbooks/durable/resolutions.ts';
import { WallRun } from '../../../src/runbooks/durable/wall-run.ts';
import {
  type LoadedRunbook,
  type ProbeName,
  parseRunbookPlan,
  type StepName,
} from '../../../src/runbooks/files/index.ts';
import type { JournalEvent, RunStarted } from '../../../src/runbooks/journal/index.ts';
import { register } from '../../../src/runbooks/plugin/register.ts';
import type { StepContext, StepHandlers } from '../../../src/runbooks/runner/index.ts';

const step = (writes: boolean, safeToRepeat: boolean, checks = false) => ({
  doc: 'A step of these stories',
  with: z.strictObject({ back: z.boolean().optional() }),
  example: {},
  ...{ writes, safeToRepeat, checks },
  outputs: { text: 'string' },
  run: async () => {},
});

/** Makes the kinds of these stories known, until the end of the test file that asks for it. */
export function registerKinds(): void {
  register(
    {
      steps: {
        'stage:write': step(true, false),
        'stage:set': step(true, true),
        'stage:look': step(false, true, true),
      },
      probes: {
        'stage:writers': {
          doc: 'How many write',
          with: z.strictObject({}),
          example: { with: {} },
          tolerance: { max: 1 },
          measure: async () => 1,
        },
      },
    },
    'wall-stage.ts',
  );
}

export type Act = (context: StepContext) => Promise<Record<string, unknown>> | Promise<void>;

export interface WallStory {
  readonly runbook: string;
  readonly children?: Readonly<Record<string, string>>;
  readonly vars?: Readonly<Record<string, string>>;
  /** What a step does, by its path; anything else takes a millisecond. */
  readonly does?: Readonly<Record<string, Act>>;
  readonly people?: PresentPeople;
  readonly measure?: (probe: ProbeName) => Promise<number | undefined>;
}

export interface Sitting {
  /** The lines of the journal that are there already. */
  readonly recorded?: readonly string[];
  readonly said?: Readonly<Record<string, Omit<Resolved, 'by'>>>;
  /** The disk takes this many lines more, and then the process is gone. */
  readonly linesLeft?: number;
  readonly stopAfterMs?: number;
}

export interface Sat {
  readonly end: DriveEnd | { readonly kind: 'crashed' };
  readonly lines: readonly string[];
  readonly events: readonly JournalEvent[];
  /** The actions that were begun, as `path`, `check path` or `undo path`. */
  readonly begun: readonly string[];
}

class Crash extends Error {}

/** People who take the first choice, and write nothing down. */
export const agreeable: PresentPeople = {
  decide: async ({ choices }) => ({ choice: choices[0]!, by: 'anna' }),
  note: async () => ({ text: 'nothing', by: 'anna' }),
};

/** Nobody is there. */
export const nobody: PresentPeople = { decide: async () => undefined, note: async () => undefined };

/** One process: from the beginning of a story, or from where its journal ends. */
export async function sit(story: WallStory, sitting: Sitting = {}): Promise<Sat> {
  const { recorded: before = [], said = {}, linesLeft = Number.POSITIVE_INFINITY, stopAfterMs } = sitting;
  const recorded: Recorded | undefined = before.length === 0 ? undefined : readRecorded(`${before.join('\n')}\n`);
  const sources = [
    { path: 'story.runbook.yaml', text: story.runbook },
    ...Object.entries(story.children ?? {}).map(([path, text]) => ({ path, text })),
  ];
  const plan = planOf(sources, story);
  const lines = [...before];
  const begun: string[] = [];
  let left = linesLeft;
  const resolutions = new Resolutions(Object.entries(said).map(([path, each]) => [path, { ...each, by: 'bert' }]));
  const run = new WallRun({
    plan,
    recorded,
    started: (recorded?.events[0] as RunStarted | undefined) ?? started(sources, story.vars ?? {}),
    by: 'bert',
    resolutions,
    world: {
      handlers: handlersOf(story, begun),
      people: presentPeople({
        by: 'bert',
        resolutions,
        terminal: { say: () => {}, close: () => {}, ...(story.people ?? agreeable) },
      }),
      measure: story.measure ?? (async () => 1),
    },
    append: (line) => {
      if (left <= 0) throw new Crash();
      left -= 1;
      lines.push(line);
    },
  });
  if (stopAfterMs !== undefined) setTimeout(() => run.stop(), stopAfterMs);
  try {
    const end = await run.toItsEnd();
    return { end, lines, events: run.events, begun };
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    return { end: { kind: 'crashed' }, lines, events: run.events, begun };
  }
}

function handlersOf(story: WallStory, begun: string[]): StepHandlers {
  const dispatch = async (context: StepContext): Promise<Record<string, unknown> | undefined> => {
    begun.push(context.purpose === 'step' ? context.path : `${context.purpose} ${context.path}`);
    const act = story.does?.[context.path];
    if (act !== undefined) return (await act(context)) ?? undefined;
    await later(1);
    return { text: context.path };
  };
  const names = ['stage:write', 'stage:set', 'stage:look'] as unknown as StepName[];
  return Object.fromEntries(names.map((name) => [name, dispatch])) as StepHandlers;
}

const plans = new Map<string, LoadedRunbook>();

/** Reading takes longer than running, and these stories are told a hundred times. */
function planOf(sources: readonly { path: string; text: string }[], { runbook, vars }: WallStory): LoadedRunbook {
  const key = runbook + JSON.stringify(vars);
  const plan = plans.get(key) ?? parseRunbookPlan(sources, vars);
  plans.set(key, plan);
  return plan;
}

export const later = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

function started(
  sources: readonly { path: string; text: string }[],
  vars: Readonly<Record<string, string>>,
): RunStarted {
  return {
    kind: 'run.started',
    format: 'zonefall.journal/v1',
    environment: 'live',
    scenario: { id: 'story', sha256: '0'.repeat(64) },
    ...{ variant: 'none', seed: 0, by: 'anna', vars },
    clock: { start: new Date().toISOString(), zone: 'UTC', horizonSeconds: 0 },
    sources: sources.map(({ path, text }) => ({ file: path, text })),
  };
}

/** What a run came to, but for times and for how often it was interrupted. */
export function story(lines: readonly string[]): string[] {
  const aside = new Set(['run.resumed', 'effect.started', 'step.resolved', 'effect.ended', 'run.ended']);
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ kind }) => !aside.has(kind as string))
    .map(({ seq: _, at: __, hash: ___, waitedSeconds: ____, clock: _____, ...rest }) => JSON.stringify(rest));
}
