/**
 * What can be measured, and how: each kind of probe looks from an office outside EC2, the way a monitor or a customer
 * would. The few that count what nobody inside can see (who takes writes, whose machines stopped) say so where they do
 * it.
 */
import { type ProbeName, probeEntry } from '../files/catalogue/probes.ts';
import type { Probe } from '../files/index.ts';
import { pluginLooks } from '../plugin/adapt.ts';
import { simulated } from '../plugin/simulated.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { canary } from './canary.ts';
import { cloudLooks } from './cloud.ts';
import { couchLooks } from './couchdb.ts';
import { homeWriters } from './home-writers.ts';
import { httpGet } from './http.ts';
import type { Look, Looks, Reading } from './reading.ts';
import { redisLooks } from './redis.ts';

export { writableMasters } from './couchdb.ts';
export type { Reading } from './reading.ts';

export class Probes {
  readonly #looks: Looks;
  readonly #defaults = new Map<ProbeName, { success: boolean; data?: unknown }>();

  constructor(testbed: Testbed) {
    this.#looks = {
      'http:get': httpGet(testbed),
      'scalarium:canary': canary(testbed),
      'scalarium:home-writers': homeWriters(testbed),
      ...couchLooks(testbed),
      ...redisLooks(testbed),
      ...cloudLooks(testbed),
      ...pluginLooks(simulated(testbed)),
    };
  }

  look(probe: Probe): Promise<Reading> {
    const look = this.#looks[probe.uses] as Look;
    return look(probe.with, probe.tolerance);
  }

  /** A numeric probe with its default settings; undefined when it gave no number. */
  async measure(name: ProbeName): Promise<number | undefined> {
    let given = this.#defaults.get(name);
    if (!given) this.#defaults.set(name, (given = probeEntry(name).with.safeParse({})));
    if (!given.success) return undefined;
    const look = this.#looks[name] as Look;
    const { value } = await look(given.data as never, {} as never);
    return typeof value === 'number' ? value : undefined;
  }
}
