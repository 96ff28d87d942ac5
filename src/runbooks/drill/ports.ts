import type { OpenRun } from '../open-run.ts';
import { ApiLog } from './api-log.ts';
import { runCommand } from './console/run-command.ts';
import type { Seat } from './input.ts';
import type { CommandResult } from './session.ts';
import type { ApiCall, Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** The eyes and the console of one open run: what a drill asks of a world besides running it. Looking changes nothing. */
export class WorldPorts {
  readonly #run: OpenRun;
  readonly #log: ApiLog;
  #taken = 0;

  /** Listens to the calls from now on. */
  constructor(run: OpenRun) {
    this.#run = run;
    this.#log = new ApiLog(run.testbed);
  }

  snapshot(): Snapshot {
    const { testbed, story } = this.#run;
    return takeSnapshot(testbed, { lastLook: story.lastLook, faults: story.faults });
  }

  /** The calls since it was asked last, in order; the last two thousand of them. */
  takeCalls(): readonly ApiCall[] {
    const calls = this.#log.since(this.#taken);
    this.#taken = this.#log.count;
    return calls;
  }
}

/** Carries out a line of the console inside the world, in virtual time; never rejects for what somebody typed wrongly. */
export function command({ testbed, plan, journal, story }: OpenRun, text: string, seat: Seat): Promise<CommandResult> {
  const { faults, runner } = story;
  return runCommand({ testbed, plan, journal, faults, runner, tell: (told) => story.signal(told) }, { text, seat });
}
