import { type JournalEvent, type JournalKind, ofKind } from '../../journal/index.ts';
import { duration } from '../times.ts';
import type { Moment } from './moment.ts';
import { logMoments, probeMoments } from './observed-moments.ts';
import { stepMoments } from './step-moments.ts';

type EventOf<K extends JournalKind> = Extract<JournalEvent, { kind: K }>;
type Told = Omit<Moment, 'atUs'> | undefined;
type Tellers = { readonly [K in JournalKind]?: (event: EventOf<K>, scene: Scene) => Told };

/** What must be known of the whole journal to tell one event. */
interface Scene {
  /** The physical zone of each machine, by its name. */
  readonly zoneOf: ReadonlyMap<string, string | undefined>;
  /** Whether this signal is the first of its kind. */
  isFirst(signal: EventOf<'signal'>): boolean;
  /** Whether a signal or a decision at this very moment says already what a milestone would. */
  isTold(milestone: EventOf<'milestone'>): boolean;
}

/** How each kind of event is told. What is not here is not told by itself: steps are told as a whole, and logs are for `-o ndjson`. */
const tellers: Tellers = {
  'fault.started': (event, scene) => ({
    // What the cloud's own operators do against it breaks nothing.
    kind: event.action.startsWith('control-plane:') ? 'step' : 'fault',
    weight: 95,
    text: `${event.name}: ${faultText(event, scene)}`,
  }),
  'fault.ended': ({ name }) => ({ kind: 'fault', weight: 60, text: `${name} is over` }),
  signal: (event, { isFirst }) => ({
    kind: 'signal',
    weight: isFirst(event) ? 85 : 68,
    text: `${event.via}: ${event.text}`,
  }),
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
  checkpoint: ({ path }) => ({ kind: 'milestone', weight: 45, text: `${path}: nothing before it is undone any more` }),
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
  milestone: (event, { isTold }) => ({ kind: 'milestone', weight: isTold(event) ? 45 : 96, text: event.id }),
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
  const scene = sceneOf(events);
  const told = events.flatMap((event) => {
    const tell = tellers[event.kind] as ((event: JournalEvent, scene: Scene) => Told) | undefined;
    const moment = tell?.(event, scene);
    return moment === undefined ? [] : [{ atUs: event.at, ...moment }];
  });
  const all = [...told, ...probeMoments(events), ...logMoments(events), ...stepMoments(events)];
  // Sorting is stable: what happens at once stays in the order above.
  return all.sort((a, b) => a.atUs - b.atUs);
}

function sceneOf(events: readonly JournalEvent[]): Scene {
  const firsts = new Map<string, JournalEvent>();
  for (const signal of ofKind(events, 'signal')) if (!firsts.has(signal.via)) firsts.set(signal.via, signal);
  const toldAt = new Set([...ofKind(events, 'signal'), ...ofKind(events, 'decision.made')].map(({ at }) => at));
  return {
    zoneOf: new Map(ofKind(events, 'world.ready').flatMap(({ hosts }) => hosts.map(({ name, zone }) => [name, zone]))),
    isFirst: (signal) => firsts.get(signal.via) === signal,
    isTold: ({ at }) => toldAt.has(at),
  };
}

function because(why: string | undefined): string {
  return why === undefined || why === '' ? '' : `: ${why}`;
}

/** More targets than this are counted. */
const targetsMax = 3;

/** `power interruption in euw1-az1, for 65 min` */
function faultText({ action, targets = [], forSeconds }: EventOf<'fault.started'>, { zoneOf }: Scene): string {
  const what = action.split(':').at(-1)!.replaceAll('-', ' ');
  const zones = [...new Set(targets.map((target) => zoneOf.get(target)).filter((zone) => zone !== undefined))];
  // A zone that was aimed at stands among its machines that were hit.
  const machines = targets.filter((target) => zoneOf.has(target)).length;
  const counted = `${machines} machines${zones.length === 1 ? ` of ${zones[0]}` : ''}`;
  const names = machines > targetsMax ? counted : targets.join(', ');
  const where = names === '' ? '' : ` in ${names}`;
  return `${what}${where}${forSeconds === undefined ? '' : `, for ${duration(forSeconds)}`}`;
}
