import type { JournalEvent, JournalKind } from '../../journal/index.ts';
import { duration } from '../times.ts';
import { stepMoments } from './step-moments.ts';

/** What a line of the timeline is about; each kind has a word and a shape. */
export type MomentKind = 'fault' | 'signal' | 'decision' | 'step' | 'failed' | 'milestone' | 'probe' | 'broken' | 'end';

/** One line of the story: when, what, and how much would be missing without it (0 to 100). */
export interface Moment {
  readonly atUs: number;
  readonly kind: MomentKind;
  readonly text: string;
  readonly weight: number;
}

type EventOf<K extends JournalKind> = Extract<JournalEvent, { kind: K }>;
type Tellers = { readonly [K in JournalKind]?: (event: EventOf<K>) => Omit<Moment, 'atUs'> | undefined };

/** How each kind of event is told. What is not here is not told by itself: steps are told as a whole, and logs are for `-o ndjson`. */
const tellers: Tellers = {
  'fault.started': (event) => ({ kind: 'fault', weight: 95, text: `${event.name}: ${faultText(event)}` }),
  'fault.ended': ({ name }) => ({ kind: 'fault', weight: 60, text: `${name} is over` }),
  signal: ({ via, text }) => ({ kind: 'signal', weight: 70, text: `${via}: ${text}` }),
  'decision.asked': ({ decision, role }) => ({
    kind: 'decision',
    weight: 40,
    text: `${decision}? the ${role} is asked`,
  }),
  'decision.made': ({ decision, choice, by, waitedSeconds }) => ({
    kind: 'decision',
    weight: choice === 'wait' ? 55 : 98,
    text: `${decision}: ${choice} (${by}, after ${duration(waitedSeconds)})`,
  }),
  preflight: ({ id, ok, why, severity }) =>
    ok ? undefined : { kind: 'probe', weight: severity === 'error' ? 62 : 35, text: `preflight ${id}: ${why}` },
  'runbook.started': ({ path, title }) => ({ kind: 'step', weight: path === '' ? 30 : 45, text: `runbook: ${title}` }),
  'runbook.ended': ({ id, status, why }) =>
    status === 'succeeded' ? undefined : { kind: 'failed', weight: 90, text: `runbook ${id} ${status}${because(why)}` },
  'step.failed': ({ path, error, onFailure }) => ({
    kind: 'failed',
    weight: onFailure === null || onFailure === 'stop' ? 88 : 70,
    text: `${path}: ${error}${onFailure === 'continue' ? '; the plan goes on' : ''}`,
  }),
  'mode.changed': ({ mode, by, path }) => ({
    kind: 'decision',
    weight: 75,
    text: `${mode} from here on (${by}), after ${path} failed`,
  }),
  'safety-rule.broken': ({ name, path, why }) => ({
    kind: 'broken',
    weight: 85,
    text: `safety rule ${name} keeps ${path} from starting${because(why)}`,
  }),
  checkpoint: ({ path }) => ({ kind: 'milestone', weight: 66, text: `${path}: nothing before it is undone any more` }),
  'rollback.started': ({ why, steps }) => ({
    kind: 'failed',
    weight: 90,
    text: `rollback of ${steps.length} steps${because(why)}`,
  }),
  'step.undone': ({ path, ok, error }) => ({
    kind: ok ? 'step' : 'failed',
    weight: 50,
    text: `${path} undone${because(error)}`,
  }),
  'invariant.broken': ({ name, why }) => ({
    kind: 'broken',
    weight: 99,
    text: `invariant ${name} broken${because(why)}`,
  }),
  'stop-condition.met': ({ name, when }) => ({ kind: 'broken', weight: 99, text: `stop condition ${name}: ${when}` }),
  milestone: ({ id }) => ({ kind: 'milestone', weight: 96, text: id }),
  'run.ended': ({ ending }) => ({ kind: 'end', weight: 97, text: endings[ending] }),
};

const endings: Readonly<Record<EventOf<'run.ended'>['ending'], string>> = {
  finished: 'end of the run',
  horizon: 'end of the run: the horizon is reached',
  'stop-condition': 'end of the run: a stop condition was met',
  aborted: 'end of the run: the runbook was aborted',
  operator: 'end of the run: an operator stopped it',
};

/** Everything in the journal that could stand in its timeline, in the order of time. */
export function moments(events: readonly JournalEvent[]): Moment[] {
  const told = events.flatMap((event) => {
    const tell = tellers[event.kind] as ((event: JournalEvent) => Omit<Moment, 'atUs'> | undefined) | undefined;
    const moment = tell?.(event);
    return moment === undefined ? [] : [{ atUs: event.at, ...moment }];
  });
  const all = [...told, ...probeMoments(events), ...stepMoments(events)];
  return all
    .map((moment, index) => ({ moment, index }))
    .sort((a, b) => a.moment.atUs - b.moment.atUs || a.index - b.index)
    .map(({ moment }) => moment);
}

/** A probe that fails for the first time, and one that holds for good, tell more than those in between. */
function probeMoments(events: readonly JournalEvent[]): Moment[] {
  const byName = new Map<string, EventOf<'probe'>[]>();
  for (const event of events) {
    if (event.kind === 'probe') byName.set(event.name, [...(byName.get(event.name) ?? []), event]);
  }
  return [...byName.values()].flatMap((changes) => {
    const firstFailure = changes.find(({ ok }) => !ok);
    if (firstFailure === undefined) return [];
    const last = changes.at(-1)!;
    return changes.map((change) => ({
      atUs: change.at,
      kind: 'probe' as const,
      weight: change === firstFailure || (change === last && change.ok) ? 58 : 25,
      text: `${change.name} ${change.ok ? 'holds' : 'fails'}${because(change.why)}`,
    }));
  });
}

function because(why: string | undefined): string {
  return why === undefined || why === '' ? '' : `: ${why}`;
}

/** `power interruption in euw1-az1, for 65 min`. */
function faultText({ action, targets, forSeconds }: EventOf<'fault.started'>): string {
  const what = action.split(':').at(-1)!.replaceAll('-', ' ');
  const where = targets === undefined || targets.length === 0 ? '' : ` in ${targets.join(', ')}`;
  return `${what}${where}${forSeconds === undefined ? '' : `, for ${duration(forSeconds)}`}`;
}
