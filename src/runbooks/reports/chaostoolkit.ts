/**
 * The journal of the Chaos Toolkit (`journal.json` of `chaos run`), so that its reports and whatever else reads such journals can read a
 * run of ours. The shape is that of https://chaostoolkit.org/reference/api/journal/ and of what chaostoolkit-lib 1.45 writes.
 *
 * How things are told there. Faults and the runbook's steps are the method, in the order in which they began: actions if they change
 * something, probes if they look. What was undone are the rollbacks. The hypothesis is the scenario's, and its budgets and invariants
 * stand among the probes, for the Chaos Toolkit has no word for them: a run that missed one has deviated. Times are those of the run's
 * own clock.
 */
import { type StepName, stepEntry, stepsOf } from '../files/index.ts';
import { type JournalEvent, ofKind, toJson } from '../journal/index.ts';
import { hypothesisOf, statesOf } from './chaostoolkit-states.ts';
import type { Activity, ActivityRun, ChaosJournal } from './chaostoolkit-types.ts';
import { type ReportedRun, type StepRecord, stepRecords } from './debrief/index.ts';

/** The version of chaostoolkit-lib whose journals look like this; readers choose by it how to read. */
const chaoslibVersion = '1.45.0';

/** The run as a journal of the Chaos Toolkit. */
export function chaosToolkitOfRun(run: ReportedRun): ChaosJournal {
  const { events, result, title, scenario, tool } = run;
  const clock = clockOf(events);
  const [startUs, endUs] = [events[0]?.at ?? 0, events.at(-1)?.at ?? 0];
  const method = [...faults(events, clock), ...steps(run, clock)].sort((a, b) => a.atUs - b.atUs);
  const rollbacks = undone(events, clock);
  const states = statesOf(run, clock);
  return {
    'chaoslib-version': chaoslibVersion,
    platform: `zonefall ${tool.version}, Node.js ${tool.node}`,
    // The name of the machine there; ours may not exist.
    node: result.environment,
    experiment: {
      version: '1.0.0',
      title,
      // They must have one.
      description: scenario?.description || title,
      tags: scenario?.tags ?? [],
      'steady-state-hypothesis': hypothesisOf(run),
      method: method.map(({ activity }) => activity),
      rollbacks: rollbacks.map(({ activity }) => activity),
      extensions: [extensionOf(run)],
    },
    start: clock(startUs),
    status: statusOf(
      events,
      states.after.probes.some(({ status }) => status === 'failed'),
    ),
    deviated: !states.after.steady_state_met,
    steady_states: { ...states, during: [] },
    run: method.flatMap(({ ran }) => ran ?? []),
    rollbacks,
    end: clock(endUs),
    duration: (endUs - startUs) / 1e6,
  };
}

export type Clock = (us: number) => string;

/** Microseconds since the first fault as a time of day, in UTC. */
function clockOf(events: readonly JournalEvent[]): Clock {
  const startMs = Date.parse(ofKind(events, 'run.started')[0]?.clock.start ?? '');
  return (us) => new Date((Number.isNaN(startMs) ? 0 : startMs) + us / 1000).toISOString();
}

/** What they have no place for, for readers who know us. */
function extensionOf({ result, headHash, again }: ReportedRun): ChaosJournal['experiment']['extensions'][number] {
  const { scenario, variant, seed, verdict, reasons, recovery, environment } = result;
  const more = toJson({
    environment,
    scenario,
    variant,
    seed,
    verdict,
    reasons,
    recovery,
    journalHash: headHash,
    again,
  });
  return { name: 'zonefall', ...(more as Readonly<Record<string, never>>) };
}

/** `completed` says there that everything ran to its end, not that all was well. */
function statusOf(events: readonly JournalEvent[], someProbeFailed: boolean): ChaosJournal['status'] {
  const ending = ofKind(events, 'run.ended').at(-1)?.ending;
  if (ending === 'aborted') return 'aborted';
  if (ending === undefined || ending === 'operator' || ending === 'stop-condition') return 'interrupted';
  return someProbeFailed ? 'failed' : 'completed';
}

/** An activity of the method; one that was skipped did not run. */
interface Method {
  readonly atUs: number;
  readonly activity: Activity;
  readonly ran?: ActivityRun;
}

function faults(events: readonly JournalEvent[], clock: Clock): Method[] {
  const ends = ofKind(events, 'fault.ended');
  const lastUs = events.at(-1)?.at ?? 0;
  return ofKind(events, 'fault.started').map(({ name, action, targets, forSeconds, with: settings, at }) => {
    const ended = ends.find((end) => end.name === name && end.at >= at);
    const endUs = forSeconds === undefined && ended === undefined ? at : (ended?.at ?? lastUs);
    const given = toJson({ targets, forSeconds, with: settings }) as Activity['provider']['arguments'];
    const activity: Activity = {
      type: 'action',
      name,
      ...(endUs > at && { background: true }),
      provider: { type: 'python', module: 'zonefall.faults', func: action, arguments: given },
    };
    return { atUs: at, activity, ran: ranFrom(activity, at, endUs, clock, { status: 'succeeded', output: null }) };
  });
}

/** Groups do nothing themselves and are left out. */
function steps({ events, runbooks }: ReportedRun, clock: Clock): Method[] {
  const declared = new Map(
    [...runbooks.values()].flatMap((runbook) =>
      [...stepsOf(runbook)].map(({ step }) => [`${runbook.id} ${step.id}`, step] as const),
    ),
  );
  const known = ofKind(events, 'runbook.started');
  return stepRecords(events).flatMap((record): Method[] => {
    if (record.uses === undefined) return [];
    const runbook = known.findLast(({ path }) => path === '' || record.path.startsWith(`${path}/`));
    const step = declared.get(`${runbook?.id} ${record.path.split('/').at(-1)}`);
    const given = toJson(step !== undefined && 'with' in step ? step.with : {}) as Activity['provider']['arguments'];
    const activity: Activity = {
      type: changes(record.uses) ? 'action' : 'probe',
      name: record.path,
      provider: { type: 'python', module: 'zonefall.steps', func: record.uses, arguments: given },
    };
    return [{ atUs: record.startUs, activity, ran: stepRan(activity, record, clock) }];
  });
}

function changes(uses: string): boolean {
  // A kind that a plug-in brought and that is not loaded here may do anything.
  return (stepEntry(uses as StepName) as { writes: boolean } | undefined)?.writes ?? true;
}

function stepRan(
  activity: Activity,
  { outcome, startUs, endUs, why, outputs = {} }: StepRecord,
  clock: Clock,
): ActivityRun | undefined {
  if (outcome === 'skipped') return undefined;
  const well = outcome === 'succeeded' || outcome === 'undone';
  const output = Object.keys(outputs).length === 0 ? null : outputs;
  const exception = [why ?? 'it was not finished when the run ended'];
  return ranFrom(
    activity,
    startUs,
    endUs,
    clock,
    well ? { status: 'succeeded', output } : { status: 'failed', output: null, exception },
  );
}

function undone(events: readonly JournalEvent[], clock: Clock): ActivityRun[] {
  return ofKind(events, 'step.undone').map(({ path, ok, error, at }) => {
    const provider = { type: 'python', module: 'zonefall.steps', func: 'undo', arguments: { step: path } } as const;
    const activity: Activity = { type: 'action', name: `undo ${path}`, provider };
    const failed = { status: 'failed', output: null, exception: [error ?? 'it could not be undone'] } as const;
    return ranFrom(activity, at, at, clock, ok ? { status: 'succeeded', output: null } : failed);
  });
}

function ranFrom(
  activity: Activity,
  startUs: number,
  endUs: number,
  clock: Clock,
  { status, output, exception }: Pick<ActivityRun, 'status' | 'output' | 'exception'>,
): ActivityRun {
  const times = { start: clock(startUs), status, end: clock(endUs), duration: (endUs - startUs) / 1e6 };
  return { activity, output, ...times, ...(exception && { exception }) };
}
