/** What changed between two moments: the world's parts that differ, and the steps and probes that came out otherwise. */
import type { JournalEvent } from '../../journal/index.ts';
import { duration } from '../../reports/times.ts';
import type { HostState, NameState, Snapshot, StoreState, ZoneState } from '../snapshot.ts';
import { progressWords, stateWords } from './stores.ts';

export type ChangeGroup = 'zone' | 'fault' | 'host' | 'store' | 'name' | 'step' | 'probe';

export interface Change {
  readonly group: ChangeGroup;
  readonly name: string;
  /** `—` where it was not there. */
  readonly before: string;
  readonly after: string;
}

const absent = '—';

/** The changes from the earlier snapshot to the later one, in the order zones, faults, hosts, stores, names, steps, probes. */
export function changesBetween(a: Snapshot, b: Snapshot, events: readonly JournalEvent[]): Change[] {
  const [from, to] = a.atUs <= b.atUs ? [a, b] : [b, a];
  const world = (group: ChangeGroup, tell: (snapshot: Snapshot) => ReadonlyMap<string, string>) =>
    changed(group, tell(from), tell(to));
  const story = (group: ChangeGroup, tell: (events: readonly JournalEvent[], atUs: number) => Map<string, string>) =>
    changed(group, tell(events, from.atUs), tell(events, to.atUs));
  return [
    ...world('zone', ({ zones }) => told(zones, ({ zone }) => zone, zoneWords)),
    ...world('fault', ({ faults }) =>
      told(
        faults,
        ({ name }) => name,
        ({ action }) => action,
      ),
    ),
    ...world('host', ({ hosts }) => told(hosts, ({ name }) => name, hostWords)),
    ...world('store', ({ stores }) => told(stores, ({ host, kind }) => `${host} ${kind}`, storeWords)),
    ...world('name', ({ names }) => told(names, ({ name }) => name, nameWords)),
    ...story('step', stepsAt),
    ...story('probe', probesAt),
  ];
}

function told<T>(parts: readonly T[], name: (part: T) => string, words: (part: T) => string): Map<string, string> {
  return new Map(parts.map((part) => [name(part), words(part)]));
}

function changed(group: ChangeGroup, from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): Change[] {
  const names = [...from.keys(), ...[...to.keys()].filter((name) => !from.has(name))];
  return names.flatMap((name) => {
    const [before, after] = [from.get(name) ?? absent, to.get(name) ?? absent];
    return before === after ? [] : [{ group, name, before, after }];
  });
}

function zoneWords({ power, reachable }: ZoneState): string {
  if (!power) return 'no power';
  return reachable ? 'up' : 'out of reach';
}

function hostWords({ up, zone, type, bits, processes, instanceId }: HostState): string {
  const dead = processes.filter(({ alive }) => !alive).map(({ name }) => name);
  const state = up ? 'up' : 'down';
  const without = up && dead.length > 0 ? `, without ${dead.join(', ')}` : '';
  return `${state}${without}, ${type} ${bits} bit in ${zone}${instanceId === undefined ? '' : ` (${instanceId})`}`;
}

function storeWords(store: StoreState): string {
  const { role, indexes, lagSeconds, documents } = store;
  const fresh = indexes.filter(({ state }) => state === 'fresh').length;
  const building = indexes.find(({ state }) => state === 'building');
  return [
    `${role}, ${stateWords(store)}`,
    ...(documents === undefined ? [] : [`${documents} documents`]),
    ...(role === 'replica' && lagSeconds ? [`${duration(Math.round(lagSeconds))} behind`] : []),
    ...(indexes.length === 0 ? [] : [`${fresh} of ${indexes.length} indexes fresh`]),
    ...(building === undefined ? [] : [`building ${building.name.replace('_design/', '')} ${progressWords(building)}`]),
  ].join(', ');
}

function nameWords({ addresses, hosts, staleShare }: NameState): string {
  const where = (hosts.length > 0 ? hosts : addresses).join(', ');
  return `${where === '' ? 'nothing' : where}${staleShare === 0 ? '' : `, ${Math.round(100 * staleShare)} % stale`}`;
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
