/**
 * The API log: every call over the world's network, EC2's, CouchDB's, Redis' and the installations' own, the last two thousand. It only
 * listens: a run to which one listens is the same run. While nobody does, nothing is made.
 *
 * ```ts
 * const log = new ApiLog(testbed);
 * ...
 * if (log.count !== shown) send(log.calls());
 * ```
 */
import type { Ec2Call } from '../../sim/cloud/index.ts';
import type { Host, Traffic } from '../../sim/network/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { awsLine } from './console/aws/line.ts';
import type { ApiCall } from './snapshot.ts';

const KEPT = 2000;
const COUCH_PORT = 5984;
const WORDS_MAX = 200;

export class ApiLog {
  /** How many there have been. */
  count = 0;
  readonly #ring: ApiCall[] = [];
  readonly #testbed: Testbed;
  readonly #silence: () => void;

  /** Listens from now on; in one world one at a time. */
  constructor(testbed: Testbed) {
    this.#testbed = testbed;
    const { ec2, network } = testbed.world;
    const before = ec2.onCall;
    const forget = network.traffic.on((traffic) => this.#add(this.#overNetwork(traffic)));
    ec2.onCall = (call) => {
      before?.(call);
      this.#add(this.#toEc2(call));
    };
    this.#silence = () => {
      forget();
      ec2.onCall = before;
    };
  }

  /** The last two thousand, in the order in which they were answered. */
  calls(): readonly ApiCall[] {
    const start = this.count % KEPT;
    return this.count <= KEPT ? [...this.#ring] : [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }

  /** Those after the first `count` there have been, as far as they are kept. */
  since(count: number): readonly ApiCall[] {
    const missing = Math.min(this.count - count, KEPT);
    return missing <= 0 ? [] : this.calls().slice(-missing);
  }

  close(): void {
    this.#silence();
  }

  #add(call: ApiCall): void {
    this.#ring[this.count % KEPT] = call;
    this.count++;
  }

  #toEc2({ atUs, account, region, action, errorCode, latencyMs, from, input }: Ec2Call): ApiCall {
    return {
      atUs: atUs - this.#testbed.zeroUs,
      service: 'ec2',
      from: from ?? account,
      to: region,
      what: action,
      latencyMs,
      ...(errorCode !== undefined && { error: errorCode }),
      copy: awsLine({ account, region, action, input }),
    };
  }

  #overNetwork(traffic: Traffic): ApiCall {
    const { atUs, endUs, from, to, host, what, error } = traffic;
    return {
      atUs: atUs - this.#testbed.zeroUs,
      service: this.#serviceOf(traffic),
      from: `${from.name}@${from.host.label}`,
      to: isAddress(to) ? nameOf(to, host) : to,
      what: what.length <= WORDS_MAX ? what : `${what.slice(0, WORDS_MAX - 1)}…`,
      latencyMs: (endUs - atUs) / 1000,
      ...(error !== undefined && { error }),
    };
  }

  #serviceOf({ kind, port, to }: Traffic): ApiCall['service'] {
    if (kind === 'redis') return 'redis';
    if (port === COUCH_PORT) return 'couchdb';
    const isInstallation = [...this.#testbed.installations.values()].some(({ hostName }) => hostName === to);
    return isInstallation ? 'scalarium' : 'http';
  }
}

const isAddress = (name: string) => /^\d+\.\d+\.\d+\.\d+$/.test(name);
const nameOf = (address: string, host: Host | undefined) => host?.label ?? address;
