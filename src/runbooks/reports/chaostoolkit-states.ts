/** The steady state before the first fault and at the end, as the Chaos Toolkit tells it: with a tolerance for each probe. */
import { type JournalEvent, ofKind, toJson } from '../journal/index.ts';
import type { Clock } from './chaostoolkit.ts';
import type { Activity, Experiment, HypothesisProbe, ProbeRun, State } from './chaostoolkit-types.ts';
import type { ReportedRun } from './debrief/index.ts';

export function hypothesisOf(run: ReportedRun): Experiment['steady-state-hypothesis'] {
  return {
    title: run.scenario?.steadyState.title ?? 'The plan succeeds within its objectives',
    probes: [...looks(run), ...budgets(run)].map(({ activity }) => activity),
  };
}

export function statesOf(run: ReportedRun, clock: Clock): { readonly before: State; readonly after: State } {
  const { events } = run;
  const faultUs = ofKind(events, 'fault.started')[0]?.at ?? events.at(-1)?.at ?? 0;
  const endUs = events.at(-1)?.at ?? 0;
  // A fault of the same moment comes after what was measured then.
  const first = events.findIndex(({ kind }) => kind === 'fault.started');
  const before = first < 0 ? events : events.slice(0, first);
  const all = [...looks(run), ...budgets(run)];
  return {
    before: stateOf(all.map((probe) => probe.at(before, clock(faultUs), 'before'))),
    after: stateOf(all.map((probe) => probe.at(events, clock(endUs), 'after'))),
  };
}

function stateOf(probes: readonly ProbeRun[]): State {
  return { steady_state_met: probes.every(({ tolerance_met }) => tolerance_met), probes };
}

interface Looked {
  readonly activity: HypothesisProbe;
  at(events: readonly JournalEvent[], time: string, when: 'before' | 'after'): ProbeRun;
}

/** The probes of the steady state and the invariants: each answers whether it holds. An invariant that was broken once stays broken. */
function looks({ scenario }: ReportedRun): Looked[] {
  if (scenario === undefined) return [];
  const invariants = new Set(scenario.invariants.map(({ name }) => name));
  return [...scenario.steadyState.probes, ...scenario.invariants].map((probe): Looked => {
    const { name, uses, with: settings, tolerance } = probe;
    const given = toJson({ ...settings, tolerance }) as Activity['provider']['arguments'];
    const provider = { type: 'python', module: 'zonefall.probes', func: uses, arguments: given } as const;
    const activity: HypothesisProbe = { type: 'probe', name, tolerance: true, provider };
    return {
      activity,
      at(events, time) {
        const broken = invariants.has(name) && ofKind(events, 'invariant.broken').some((event) => event.name === name);
        const last = ofKind(events, 'probe').findLast((event) => event.name === name);
        if (last === undefined && !broken) return probeRun(activity, time, null, false);
        const holds = !broken && last?.ok === true;
        return probeRun(activity, time, holds, holds);
      },
    };
  });
}

/** The budgets: before the first fault nothing has been spent. */
function budgets({ result }: ReportedRun): Looked[] {
  return result.budgets.map(({ id, measure, maxSeconds, actualSeconds, passed }): Looked => {
    const provider = { type: 'python', module: 'zonefall.budgets', func: measure, arguments: { maxSeconds } } as const;
    const tolerance = { type: 'range', range: [0, maxSeconds] } as const;
    const activity: HypothesisProbe = { type: 'probe', name: `budget ${id}`, tolerance, provider };
    return {
      activity,
      at: (_, time, when) =>
        when === 'before' ? probeRun(activity, time, 0, true) : probeRun(activity, time, actualSeconds, passed),
    };
  });
}

/** A probe without an output could not look: it failed, and its tolerance is not met. */
function probeRun(activity: HypothesisProbe, time: string, output: boolean | number | null, met: boolean): ProbeRun {
  const status = output === null ? 'failed' : 'succeeded';
  const exception = ['nothing measured it'];
  return {
    activity,
    output,
    start: time,
    status,
    end: time,
    duration: 0,
    tolerance_met: met,
    ...(output === null && { exception }),
  };
}
