import type { FaultName, FaultWith } from './catalogue/faults.ts';
import type { Models } from './catalogue/models.ts';
import type { CustomerRoleName, InstallationRoleName, InstanceTypeName } from './catalogue/names.ts';
import type { ProbeName, ProbeTolerance, ProbeWith } from './catalogue/probes.ts';
import type { Distribution } from './distribution.ts';
import type { VariableDeclaration, VariableValue } from './variables.ts';

/**
 * A scenario as plain data: validated, variables put in, defaults filled in. Keys are camelCase and name their unit; names that users chose
 * (installations, zones, variants, models) stay as they are in the file. Offsets count from `clock.start`.
 */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly sources: readonly string[];
  /** The chosen variant; undefined if none was asked for. */
  readonly variant?: string;
  readonly variables: Readonly<Record<string, VariableDeclaration>>;
  /** The values that hold in this run: defaults, then the variant, then `--var`. Durations stay text (`PT38M`). */
  readonly vars: Readonly<Record<string, VariableValue>>;
  readonly clock: Clock;
  readonly seed: number;
  readonly world: World;
  readonly monitoring: Monitoring;
  readonly people: People;
  readonly steadyState: SteadyState;
  readonly invariants: readonly Probe[];
  readonly targets: Readonly<Record<string, Target>>;
  readonly method: readonly Fault[];
  readonly signals: readonly Signal[];
  readonly stopConditions: readonly StopCondition[];
  readonly runbook?: RunbookCall;
  readonly budgets: readonly Budget[];
  readonly fit: readonly Fit[];
  readonly variants: Readonly<Record<string, Variant>>;
  readonly causes?: Causes;
}

export interface Clock {
  /** As written: `2011-08-07T19:41:00+02:00`. */
  readonly start: string;
  readonly startEpochMs: number;
  /** A run that has not recovered by then is inconclusive. */
  readonly horizonSeconds: number;
  /** The team's IANA time zone. */
  readonly zone: string;
}

export interface World {
  readonly regions: Readonly<Record<string, { readonly zones: readonly string[] }>>;
  /** By physical zone, by type: how many more machines fit at the beginning; any number where nothing is said. `*`: each other type. */
  readonly capacity: Readonly<Record<string, Readonly<Partial<Record<InstanceTypeName | '*', number>>>>>;
  readonly offices: Readonly<Record<string, Office>>;
  readonly accounts: Readonly<Record<string, Account>>;
  readonly installations: Readonly<Record<string, Installation>>;
  readonly customers: readonly Customer[];
  readonly models: Models;
}

/** A place outside EC2: its latency to the nearest region, one way. */
export interface Office {
  readonly near: string;
  readonly latencyMs: number;
}

export interface Account {
  readonly zoneNames: ZoneNames;
  /** Running machines and elastic addresses in each region; EC2's of 2011 (20 and 5) where none is given. */
  readonly quota?: { readonly instances: number; readonly addresses: number };
  /** How often it may call a region's EC2; as often as it likes where nothing is given. */
  readonly requests?: {
    readonly describe?: CallRate;
    readonly mutate?: CallRate;
    readonly runInstances?: CallRate;
  };
}

/** `size` calls at once, and so many more each second. */
export interface CallRate {
  readonly size: number;
  readonly refillPerSecond: number;
}

/** How an account names physical zones. A region that is not pinned is shuffled. */
export type ZoneNames =
  | { readonly kind: 'shuffled' }
  | { readonly kind: 'uniform' }
  /** region, then letter, then physical zone: `letters['eu-west-1'].a` is `euw1-az1`. */
  | { readonly kind: 'pinned'; readonly letters: Readonly<Record<string, Readonly<Record<string, string>>>> };

export interface Place {
  readonly region: string;
  /** The letter that the account uses. */
  readonly zone: string;
}

export interface Machines {
  readonly count: number;
  readonly type: InstanceTypeName;
}

export interface Installation {
  readonly account: string;
  readonly place: Place;
  readonly hostname?: string;
  /** The installations whose machines are instances of a cloud in this one. */
  readonly manages: readonly string[];
  readonly roles: Readonly<Partial<Record<InstallationRoleName, Machines>>>;
  readonly replicas: readonly Replica[];
  readonly data: DataSize;
  readonly dns: {
    readonly ttlSeconds: number;
    readonly resolversIgnoringTtl: number;
    /** `elastic`: the addresses behind its names can be moved from machine to machine within a region. */
    readonly addresses: 'ordinary' | 'elastic';
  };
  readonly backups?: { readonly everySeconds: number; readonly to: string };
}

/** One machine with a replica of each of these masters. */
export interface Replica extends Place {
  readonly of: readonly InstallationRoleName[];
  readonly type: InstanceTypeName;
}

/** The size of the data that is modelled besides the control plane's own documents. */
export interface DataSize {
  readonly documents: number;
  readonly bytesPerDocument: number;
  readonly designDocuments: number;
  /** Which files of a view index fit: `2011` asks for the same architecture, `couchdb-3` for the same signature. */
  readonly indexPolicy: '2011' | 'couchdb-3';
  /** How many design documents are indexed at once. */
  readonly builders: number;
}

export interface Customer {
  readonly account: string;
  readonly cloud: string;
  readonly region: string;
  /** Letters of the account; instances are spread over them in turn. */
  readonly zones: readonly string[];
  readonly type: InstanceTypeName;
  readonly roles: Readonly<Partial<Record<CustomerRoleName, number>>>;
}

export interface Monitoring {
  readonly everySeconds: number;
  readonly from: string;
  readonly timeoutSeconds: number;
  /** How many checks in a row must fail before somebody is told. */
  readonly failures: number;
}

export interface People {
  readonly from: string;
  readonly onCall: { readonly count: number; readonly reacts: Distribution };
  /** How long after the first alert a decision falls, by its name. */
  readonly decides: Readonly<Record<string, Distribution>>;
  /** How long hands-on work takes, by its name. */
  readonly does: Readonly<Record<string, Distribution>>;
}

export interface SteadyState {
  readonly title: string;
  readonly probes: readonly Probe[];
  readonly holdForSeconds: number;
}

/** A probe of one kind; `with` and `tolerance` are those of the kind. */
export type ProbeOf<N extends ProbeName> = {
  readonly name: string;
  readonly uses: N;
  readonly with: ProbeWith<N>;
  readonly tolerance: ProbeTolerance<N>;
};
export type Probe = { [N in ProbeName]: ProbeOf<N> }[ProbeName];

export type Target =
  | { readonly type: 'zone'; readonly ids: readonly string[] }
  | { readonly type: 'region'; readonly ids: readonly string[] }
  /** `installation`, `installation/role` or `installation/role/n` (n from 1). */
  | { readonly type: 'host'; readonly ids: readonly string[] }
  /** Each end is a region, a physical zone, an office or a host. */
  | { readonly type: 'link'; readonly between: readonly [string, string] };

/** A fault of one kind. */
export type FaultOf<N extends FaultName> = {
  readonly name: string;
  readonly uses: N;
  /** The name of a target; its kind fits. */
  readonly target?: string;
  readonly atSeconds: number;
  readonly forSeconds?: number;
  readonly with: FaultWith<N>;
};
export type Fault = { [N in FaultName]: FaultOf<N> }[FaultName];

/** What others tell the responders. */
export interface Signal {
  readonly atSeconds: number;
  readonly via: 'aws-status' | 'phone' | 'chat';
  readonly text: string;
}

/** `when` is a CEL expression over `probe('...')`; true ends the run. */
export interface StopCondition {
  readonly name: string;
  readonly when: string;
}

/** The runbook of a scenario, by the path of its source, with the inputs that it is given. */
export interface RunbookCall {
  readonly file: string;
  readonly inputs: Readonly<Record<string, VariableValue>>;
}

export interface Budget {
  readonly id: string;
  /** `recovery`, `data-loss`, `redis-data-loss`, `phase.<phase>` or `milestone.<event>`. */
  readonly measure: string;
  readonly maxSeconds: number;
  /** 1 to 100. */
  readonly percentile: number;
}

/** What history says about an event. */
export interface Fit {
  readonly event: string;
  readonly atSeconds: number;
  readonly withinSeconds: number;
}

/** A variant is a patch: values of variables. */
export type Variant = Readonly<Record<string, VariableValue>>;

export interface Causes {
  /** The name of the variant to start from. */
  readonly baseline: string;
  readonly each: readonly { readonly id: string; readonly values: Variant }[];
}
