/**
 * Watches whether the scenario's steady state holds: its probes one after the other, once a period; when all hold, for
 * how long. It has held for its time when a look at the end of that time has said so too.
 *
 * A probe that costs something (a canary's machine, a query of every view) is asked only while it has not held since
 * the probes before it last failed, or since everything was to be asked anew; the cheap ones are asked each time.
 */
import type { Probe } from '../files/index.ts';
import type { Journal } from '../journal/index.ts';
import type { Probes } from '../probes/index.ts';
import type { Testbed } from '../testbed/testbed.ts';

/** Asked once for each time that the ones before it begin to hold. */
const COSTLY = new Set<string>(['scalarium:canary', 'couchdb:index-lag']);

const LEAST_PAUSE_US = 1_000_000;

export class SteadyStateWatch {
  readonly #testbed: Testbed;
  readonly #probes: Probes;
  readonly #journal: Journal;
  /** Last answers, so that only changes are written. */
  readonly #answers = new Map<string, boolean>();
  readonly #heldCostly = new Set<string>();
  #held: boolean | undefined;
  #heldSinceUs = 0;
  #heldForItsTime = false;
  /** Looks that began earlier say nothing about the time that is asked for. */
  #countsFromUs = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(testbed: Testbed, probes: Probes, journal: Journal) {
    this.#testbed = testbed;
    this.#probes = probes;
    this.#journal = journal;
  }

  get holds(): boolean {
    return this.#held === true;
  }

  /** Begins to watch, for ever. */
  start(): void {
    void this.#watch().catch((error) => this.#testbed.world.kernel.fail(error));
  }

  /** Resolves when the steady state holds and has held for its time without a break, be it that this began before. */
  async heldForItsTime(): Promise<void> {
    if (!this.#heldForItsTime) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Something may have broken that the cheap probes do not see: all are asked again before anything counts as held. */
  lookAnew(): void {
    this.#heldCostly.clear();
    this.#heldForItsTime = false;
    this.#countsFromUs = this.#testbed.world.kernel.nowUs;
  }

  async #watch(): Promise<void> {
    const { monitor, scenario } = this.#testbed;
    const { kernel } = monitor;
    for (;;) {
      const startUs = kernel.nowUs;
      this.#settle(await this.#firstFailing(scenario.steadyState.probes, startUs), startUs);
      const nextUs = Math.max(kernel.nowUs + LEAST_PAUSE_US, startUs + scenario.monitoring.everySeconds * 1e6);
      const holdEnds = this.holds && this.#holdEndsUs > kernel.nowUs;
      await monitor.sleep((holdEnds ? Math.min(nextUs, this.#holdEndsUs) : nextUs) - kernel.nowUs, 'steady-state');
    }
  }

  get #holdEndsUs(): number {
    return this.#heldSinceUs + this.#holdSeconds * 1e6;
  }

  get #holdSeconds(): number {
    return this.#testbed.scenario.steadyState.holdForSeconds;
  }

  async #firstFailing(probes: readonly Probe[], lookedAtUs: number): Promise<string[]> {
    for (const probe of probes) {
      if (COSTLY.has(probe.uses) && this.#heldCostly.has(probe.name)) continue;
      const reading = await this.#probes.look(probe);
      if (this.#answers.get(probe.name) !== reading.ok) {
        this.#answers.set(probe.name, reading.ok);
        this.#journal.write({ kind: 'probe', name: probe.name, ...reading });
      }
      if (!reading.ok) {
        this.#heldCostly.clear();
        return [probe.name];
      }
      if (COSTLY.has(probe.uses) && lookedAtUs >= this.#countsFromUs) this.#heldCostly.add(probe.name);
    }
    return [];
  }

  #settle(failing: readonly string[], lookedAtUs: number): void {
    const held = failing.length === 0;
    if (held !== this.#held) {
      this.#held = held;
      this.#heldForItsTime = false;
      this.#journal.write({ kind: 'steady-state', held, failing });
      if (held) this.#heldSinceUs = this.#holdSeconds > 0 ? this.#testbed.world.kernel.nowUs : lookedAtUs;
    }
    if (!held || this.#heldForItsTime || lookedAtUs < Math.max(this.#holdEndsUs, this.#countsFromUs)) return;
    this.#heldForItsTime = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
