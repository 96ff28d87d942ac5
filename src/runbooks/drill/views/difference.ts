/** What changed between two moments: the world's parts that differ, and the steps and probes that came out otherwise. */
import type { JournalEvent } from '../../journal/index.ts';
import { duration } from '../../reports/times.ts';
import type { HostState, NameState, Snapshot, StoreState, ZoneState } from '../snapshot.ts';
import { progressWords, stateWords } from './stores.ts';

export type ChangeGroup = 'zone' | 'fault' | 'host' | 'store' | 'name' | 'step' | 'probe';

export interface Change {
  readonly group: ChangeGroup;
  /** Those that changed in the same way. */
  readonly names: readonly string[];
  /** Only what differs; `—` where it was not there. */
  readonly before: string;
  readonly after: string;
}

const absent = '—';
/** What is told of a part of the world, aspect by aspect: of what stayed the same nothing is said. */
type Aspects = readonly string[];

/** The changes from the earlier snapshot to the later one, in the order zones, faults, hosts, stores, names, steps, probes. */
export function changesBetween(a: Snapshot, b: Snapshot, events: readonly JournalEvent[]): Change[] {
  const [from, to] = a.atUs <= b.atUs ? [a, b] : [b, a];
  const world = (group: ChangeGroup, tell: (snapshot: Snapshot) => ReadonlyMap<string, Aspects>) =>
    changed(group, tell(from), tell(to));
  const story = (group: ChangeGroup, tell: (events: readonly JournalEvent[], atUs: number) => Map<string, string>) => {
    const [before, after] = [from, to].map(({ atUs }) => told([...tell(events, atUs)], first, ([, words]) => [words]));
    return changed(group, before!, after!);
  };
  return [
    ...world('zone', ({ zones }) => told(zones, ({ zone }) => zone, zoneWords)),
    ...world('fault', ({ faults }) =>
      told(
        faults,
        ({ name }) => name,
        ({ action }) => [action],
      ),
    ),
    ...world('host', ({ hosts }) => told(hosts, ({ name }) => name, hostWords)),
    ...world('store', ({ stores }) => told(stores, ({ host, kind }) => `${host} ${kind}`, storeWords)),
    ...world('name', ({ names }) => told(names, ({ name }) => name, nameWords)),
    ...story('step', stepsAt),
    ...story('probe', probesAt),
  ];
}

const first = ([name]: readonly [string, string]) => name;

function told<T>(parts: readonly T[], name: (part: T) => string, words: (part: T) => Aspects): Map<string, Aspects> {
  return new Map(parts.map((part) => [name(part), words(part)]));
}

function changed(group: ChangeGroup, from: ReadonlyMap<string, Aspects>, to: ReadonlyMap<string, Aspects>): Change[] {
  const changes = new Map<string, Change>();
  for (const name of new Set([...from.keys(), ...to.keys()])) {
    const [before, after] = differing(from.get(name), to.get(name));
    if (before === after) continue;
    const alike = changes.get(`${before}\n${after}`);
    changes.set(`${before}\n${after}`, { group, names: [...(alike?.names ?? []), name], before, after });
  }
  return [...changes.values()];
}

function differing(before: Aspects | undefined, after: Aspects | undefined): [string, string] {
  const only = (all: Aspects | undefined, other: Aspects | undefined) => {
    if (all === undefined) return absent;
    const shown = other === undefined ? all : all.filter((aspect, index) => aspect !== other[index]);
    return shown.filter((aspect) => aspect !== '').join(', ');
  };
  return [only(before, after), only(after, before)];
}

function zoneWords({ power, reachable }: ZoneState): Aspects {
  if (!power) return ['no power'];
  return [reachable ? 'up' : 'out of reach'];
}

function hostWords({ up, zone, type, bits, processes, instanceId }: HostState): Aspects {
  const dead = processes.filter(({ alive }) => !alive).map(({ name }) => name);
  // Whoever is down has no process either.
  const without = up && dead.length > 0 ? `up without ${dead.join(', ')}` : up ? 'up' : 'down';
  return [without, `${type} ${bits} bit`, `in ${zone}`, instanceId ?? ''];
}

function storeWords(store: StoreState): Aspects {
  const { role, indexes, lagSeconds = 0, documents, bits } = store;
  const fresh = indexes.filter(({ state }) => state === 'fresh').length;
  const building = indexes.find(({ state }) => state === 'building');
  return [
    role,
    stateWords(store),
    `${bits} bit`,
    documents === undefined ? '' : `${documents} documents`,
    role === 'master' ? '' : `${duration(Math.round(lagSeconds))} behind`,
    indexes.length === 0 ? 'no indexes' : `${fresh} of ${indexes.length} indexes fresh`,
    building === undefined ? '' : `building ${building.name.replace('_design/', '')} ${progressWords(building)}`,
  ];
}

function nameWords({ addresses, hosts, staleShare }: NameState): Aspects {
  const where = (hosts.length > 0 ? hosts : addresses).join(', ');
  return [where === '' ? 'nothing' : where, `${Math.round(100 * staleShare)} % stale`];
}

/** What each step had come to at a moment. A step of which nothing was heard is not in it. */
export function stepsAt(events: readonly JournalEvent[], atUs: number): Map<string, string> {
  const steps = new Map<string, string>();
  for (const event of events) {
    if (event.at > atUs) break;
    switch (event.kind) {
      case 'step.started':
        steps.set(event.path, event.attempt > 1 ? `running, attempt ${event.attempt}` : 'running');
        break;
      case 'step.progress':
        steps.set(event.path, `running, ${Math.floor(100 * event.fraction)} %`);
        break;
      case 'step.retried':
        steps.set(event.path, `waits to try again after attempt ${event.attempt}`);
        break;
      case 'step.succeeded':
        steps.set(event.path, 'done');
        break;
      case 'step.failed':
        steps.set(event.path, 'failed');
        break;
      case 'step.skipped':
        steps.set(event.path, 'left out');
        break;
      case 'step.undone':
        steps.set(event.path, event.ok ? 'undone' : 'could not be undone');
    }
  }
  return steps;
}

/** What each probe said at a moment, the steady state among them. */
export function probesAt(events: readonly JournalEvent[], atUs: number): Map<string, string> {
  const probes = new Map<string, string>();
  for (const event of events) {
    if (event.at > atUs) break;
    if (event.kind === 'steady-state') probes.set('steady state', event.held ? 'holds' : 'does not hold');
    if (event.kind === 'probe')
      probes.set(event.name, `${event.ok ? 'holds' : 'fails'}${event.why === '' ? '' : `: ${event.why}`}`);
  }
  return probes;
}
