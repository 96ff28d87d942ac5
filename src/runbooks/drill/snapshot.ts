/** The world at one moment, as plain data: what is true, and beside it what those who respond can know. */

export interface Snapshot {
  /** Microseconds of the fault clock. */
  readonly atUs: number;
  readonly zones: readonly ZoneState[];
  readonly hosts: readonly HostState[];
  readonly stores: readonly StoreState[];
  readonly names: readonly NameState[];
  readonly faults: readonly { readonly name: string; readonly action: string; readonly sinceUs: number }[];
}

export interface ZoneState {
  readonly region: string;
  /** `euw1-az1` */
  readonly zone: string;
  /** What accounts call it: `{ main: 'eu-west-1a', kernel: 'eu-west-1b' }`. */
  readonly letters: Readonly<Record<string, string>>;
  readonly power: boolean;
  /** Whether people's office reaches its machines. */
  readonly reachable: boolean;
}

export interface HostState {
  /** `main/couch-master1` */
  readonly name: string;
  /** The installation or customer. */
  readonly owner: string;
  readonly kind: 'installation' | 'replica' | 'customer' | 'office';
  readonly role: string;
  readonly region: string;
  readonly zone: string;
  readonly type: string;
  readonly bits: 32 | 64;
  readonly instanceId?: string;
  /** The truth. */
  readonly up: boolean;
  /** What monitoring saw last; undefined where nobody looks at it. */
  readonly known: 'answers' | 'silent' | undefined;
  readonly processes: readonly { readonly name: string; readonly alive: boolean }[];
}

export interface StoreState {
  readonly host: string;
  readonly installation: string;
  readonly kind: 'couchdb' | 'redis';
  readonly role: 'master' | 'replica';
  readonly writable: boolean;
  readonly reachable: boolean;
  readonly bits: 32 | 64;
  readonly documents?: number;
  /** How far it is behind what it follows; undefined for a master. */
  readonly lagSeconds?: number;
  readonly indexes: readonly IndexState[];
}

export interface IndexState {
  /** The design document. */
  readonly name: string;
  readonly state: 'fresh' | 'building' | 'stale' | 'none';
  readonly fraction: number;
  /** At the present pace; only while it is built. */
  readonly leftSeconds?: number;
  /** Why a file that came along could not be used, in one sentence. */
  readonly why?: string;
}

export interface NameState {
  readonly name: string;
  readonly ttlSeconds: number;
  /** What the authoritative server says, and where the office's resolver still goes. */
  readonly addresses: readonly string[];
  readonly seenFromOffice: readonly string[];
  readonly hosts: readonly string[];
  /** Of the customers' resolvers, 0 to 1. */
  readonly staleShare: number;
}

/** One call over the network, as the API log shows it. */
export interface ApiCall {
  readonly atUs: number;
  readonly service: 'ec2' | 'couchdb' | 'redis' | 'scalarium' | 'http';
  /** `operator@berlin-office`, `worker@main/worker2` */
  readonly from: string;
  /** `eu-west-1`, `main/couch-master1`, `manage.scalarium.com` */
  readonly to: string;
  /** `RunInstances`, `GET /scalarium/_design/...`, `LPUSH` */
  readonly what: string;
  readonly latencyMs: number;
  /** EC2's code, `HTTP 503`, `ECONNREFUSED`. */
  readonly error?: string;
  /** For EC2: what one types to do the same, `aws ec2 run-instances --region eu-west-1 ...`. */
  readonly copy?: string;
}

/** As many calls as a screen keeps. */
export const callsMax = 2000;
