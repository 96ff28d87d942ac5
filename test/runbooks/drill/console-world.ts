/** A small world with a console, for tests: the fault clock begins when the story does. */

import type { ConsoleContext } from '../../../src/runbooks/drill/console/index.ts';
import { runCommand } from '../../../src/runbooks/drill/console/run-command.ts';
import type { Seat } from '../../../src/runbooks/drill/input.ts';
import type { CommandResult } from '../../../src/runbooks/drill/session.ts';
import { stepHandlers } from '../../../src/runbooks/steps/index.ts';
import { Faults } from '../../../src/sim/faults/index.ts';
import type { Host } from '../../../src/sim/network/index.ts';
import { SmallTestbed, type SmallTestbedOptions } from '../testbed/small-testbed.ts';

export class ConsoleWorld extends SmallTestbed {
  readonly signals: { via: string; text: string }[] = [];
  readonly context: ConsoleContext;

  constructor(options: SmallTestbedOptions = {}) {
    super(options);
    const { testbed, journal, loaded } = this;
    const { kernel } = testbed.world;
    const restartProcess = (host: Host, name: string) => testbed.restartProcess(host, name);
    const faults = new Faults({ ...testbed.world, restartProcess }, testbed.zeroUs, {
      started: ({ name, action, forSeconds }, targets) =>
        journal.write({ kind: 'fault.started', name, action, targets, forSeconds }),
      ended: ({ name }) => journal.write({ kind: 'fault.ended', name }),
    });
    this.context = {
      testbed,
      plan: loaded,
      journal,
      faults,
      tell: (signal) => {
        const { via, text } = signal;
        this.signals.push({ via, text });
      },
      runner: {
        handlers: stepHandlers(testbed, async () => {}),
        clock: {
          nowUs: () => kernel.nowUs,
          sleepUs: (us) => kernel.sleep(us, 'runbook'),
          afterUs: (us, fn) => {
            const handle = kernel.after(us, fn, 'runbook');
            return () => void kernel.cancel(handle);
          },
        },
        journal,
        people: {
          decide: async ({ choices }) => ({ choice: choices[0]!, by: 'tester' }),
          workSeconds: () => 60,
          note: async () => 'noted',
        },
        loadRunbook: (file) => {
          throw new Error(`no runbook ${file}`);
        },
        measure: async () => undefined,
      },
    };
  }

  /** Types a line, as a player unless it is said otherwise, and waits for the answer. */
  type(text: string, seat: Seat = 'player'): Promise<CommandResult> {
    return runCommand(this.context, { text, seat });
  }
}
