/** An operator's hands on a small testbed: runs one step after the other, as the runner would. */
import type { StepName } from '../../../src/runbooks/files/index.ts';
import { Cancellation, type StepContext } from '../../../src/runbooks/runner/index.ts';
import { stepHandlers } from '../../../src/runbooks/steps/index.ts';
import { SmallTestbed, type SmallTestbedOptions } from '../testbed/small-testbed.ts';

// biome-ignore lint/suspicious/noExplicitAny: stories read into whatever a step gives out
type Outputs = any;

export class Hands extends SmallTestbed {
  /** What the steps said on their way. */
  readonly told: string[] = [];

  /** Does a step and gives its outputs; rejects as the step does. */
  async do(uses: StepName, given: object, tolerance?: unknown): Promise<Outputs> {
    const { kernel } = this.testbed.world;
    const handler = stepHandlers(this.testbed, () => Promise.resolve())[uses];
    const context = {
      id: 'step',
      path: 'step',
      uses,
      with: { installation: 'main', ...given },
      tolerance,
      attempt: 1,
      scope: { inputs: {}, steps: {} },
      nowUs: () => kernel.nowUs,
      sleep: (seconds: number) => this.seconds(seconds),
      cancelled: new Cancellation(),
      progress: (_fraction: number, text: string) => this.told.push(text),
    };
    return (handler as (context: StepContext) => Promise<Outputs>)(context as unknown as StepContext);
  }

  /** New masters of both stores in a region, and whatever else is wanted there. */
  async machinesIn(region: string, roles: readonly string[] = []): Promise<void> {
    await Promise.all(
      ['couch-master', 'redis-master', ...roles].map((role) =>
        this.do('scalarium:start-instances', { role, type: 'm1.large', count: 1, region }),
      ),
    );
  }

  services(label: string) {
    return this.testbed.servicesOf(this.host(label));
  }
}

export async function play(story: (hands: Hands) => Promise<void>, options?: SmallTestbedOptions): Promise<void> {
  const hands = new Hands(options);
  await hands.tell(() => story(hands));
}
