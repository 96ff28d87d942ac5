import type { Runbook, VariableValue } from '../files/index.ts';
import type { Journal, JournalEvent, RunEnding, RunStarted } from '../journal/index.ts';
import { type RunbookOutcome, runRunbook } from '../runner/index.ts';
import { type DriveEnd, Driver, type DriverOptions } from './driver.ts';
import { Effects, type EffectsOptions } from './effects.ts';
import { durablePorts, type WallPorts } from './ports.ts';
import { wallResultOf } from './wall-result.ts';

/** A runbook with the runbooks that it calls, by their files. */
export interface RunbookPlan {
  readonly runbook: Runbook;
  readonly runbooks: ReadonlyMap<string, Runbook>;
  readonly inputs: Readonly<Record<string, VariableValue>>;
}

export interface WallRunOptions extends EffectsOptions, Pick<DriverOptions, 'by' | 'resolutions'> {
  readonly plan: RunbookPlan;
  /** The first event of the journal: of this run, or of the one that it goes on with. */
  readonly started: RunStarted;
  readonly world: WallPorts;
}

/**
 * A runbook in wall time, from its start or from where its journal ends.
 *
 * ```ts
 * const run = new WallRun({ plan, started, world, append: (line) => file.append(line), by: 'anna', resolutions });
 * const { kind } = await run.toItsEnd(); // finished, stopped, needs-a-person, in-flight
 * ```
 */
export class WallRun {
  readonly #options: WallRunOptions;
  readonly #effects: Effects;
  readonly #driver: Driver;

  constructor(options: WallRunOptions) {
    const { started, by, resolutions } = options;
    this.#options = options;
    this.#effects = new Effects(options);
    const startMs = Date.parse(started.clock.start);
    this.#driver = new Driver({ effects: this.#effects, startMs, by, resolutions });
  }

  get events(): readonly JournalEvent[] {
    return this.#effects.journal.events;
  }

  get journal(): Journal {
    return this.#effects.journal;
  }

  /** Actions that nobody waits for any more, and that have not ended. */
  get leftBehind(): boolean {
    return [...this.#effects.pending.values()].some(({ state, what }) => state === 'begun' && what === 'action');
  }

  /** Begins nothing new; `toItsEnd` resolves once nothing is in flight. */
  stop(): void {
    this.#driver.stop();
  }

  /** Throws RunDiverged, what the disk says, and errors of the machinery. */
  async toItsEnd(): Promise<DriveEnd> {
    const { plan, started, world } = this.#options;
    const { journal } = this.#effects;
    journal.write(started);
    let outcome: RunbookOutcome | undefined;
    let broken: { readonly error: unknown } | undefined;
    runRunbook(plan.runbook, plan.inputs, {
      ...durablePorts(this.#effects, this.#driver, world),
      journal,
      loadRunbook: (file, from) => calledFrom(plan.runbooks, file, from),
    }).then(
      (done) => {
        outcome = done;
      },
      (error) => {
        broken = { error };
      },
    );
    const end = await this.#driver.drive(() => outcome !== undefined || broken !== undefined);
    if (broken !== undefined) throw (broken as { error: unknown }).error;
    if (end.kind === 'finished') await this.#writeEnd(outcome!);
    return end;
  }

  async #writeEnd({ status }: RunbookOutcome): Promise<void> {
    const { journal } = this.#effects;
    const ending: RunEnding = status === 'aborted' ? 'aborted' : 'finished';
    const { verdict } = wallResultOf(journal.events, this.#options.plan.runbook);
    // There is no kernel whose trace could be hashed: the chain up to here says the same.
    const trace = { traceEvents: journal.events.length, traceSha256: journal.headHash };
    journal.write({ kind: 'run.ended', ending, verdict, ...trace });
    await this.#effects.rest();
  }
}

function calledFrom(runbooks: ReadonlyMap<string, Runbook>, file: string, from: Runbook): Runbook {
  const folder = from.file.includes('/') ? from.file.slice(0, from.file.lastIndexOf('/') + 1) : '';
  const found = runbooks.get(file) ?? runbooks.get(folder + file);
  if (found === undefined) throw new Error(`no runbook ${file} among ${[...runbooks.keys()].join(', ')}`);
  return found;
}
