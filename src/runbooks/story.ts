/** How a run goes: the steady state, the faults, what people hear, what they do, and how it ends. */
import { type FaultedWorld, type Faults, scheduleFaults } from '../sim/faults/index.ts';
import { faultPlan, lastBreakSeconds } from './fault-plan.ts';
import type { Runbook, Signal } from './files/index.ts';
import type { Journal, RunEnding } from './journal/index.ts';
import { LossCounter } from './losses.ts';
import { Probes } from './probes/index.ts';
import type { Plan } from './request.ts';
import {
  Cancellation,
  ModelledPeople,
  type People,
  type RunbookOutcome,
  type RunnerOptions,
  runRunbook,
} from './runner/index.ts';
import { stepHandlers } from './steps/index.ts';
import { customersInstallation } from './testbed/census.ts';
import type { Testbed } from './testbed/testbed.ts';
import { dataLossMeasure, lostWritesMeasure, redisDataLossMeasure } from './verdict/index.ts';
import { startGuards } from './watch/guards.ts';
import { type LastLook, monitor } from './watch/monitoring.ts';
import { SteadyStateWatch } from './watch/steady-state.ts';
import { worldReady } from './world-ready.ts';

/** After the last break the watch gets this many periods to notice, before a steady state counts as a recovery. */
const PERIODS_TO_NOTICE = 3;

/** The channel of what the provider says itself; it can be late, or wrong. */
const STATUS_PAGE = 'aws-status';

/** People, and how long they need to open the runbook. */
export type StoryPeople = People & Pick<ModelledPeople, 'reactionSeconds'>;

export class Story {
  ending: RunEnding | undefined;
  readonly #testbed: Testbed;
  readonly #journal: Journal;
  readonly #loaded: Plan;
  readonly #probes: Probes;
  readonly #steadyState: SteadyStateWatch;
  readonly #people: StoryPeople;
  readonly #runbookCancelled = new Cancellation();
  #alertedAtUs: number | undefined;
  #alerted: () => void = () => {};
  #faults: Faults | undefined;
  #lastLook: LastLook | undefined;
  #runner: RunnerOptions | undefined;
  #runbook: Promise<RunbookOutcome | undefined> | undefined;

  /** People are modelled unless `people` puts others in their place. */
  constructor(testbed: Testbed, journal: Journal, loaded: Plan, people?: (modelled: ModelledPeople) => StoryPeople) {
    this.#testbed = testbed;
    this.#journal = journal;
    this.#loaded = loaded;
    this.#probes = new Probes(testbed);
    this.#steadyState = new SteadyStateWatch(testbed, this.#probes, journal);
    const { kernel } = testbed.world;
    const modelled = new ModelledPeople({
      people: testbed.scenario.people,
      clock: this.#clock(),
      random: (name) => kernel.random(name),
      alertedAtUs: () => this.#alertedAtUs,
    });
    this.#people = people?.(modelled) ?? modelled;
  }

  /** The faults of its method, and those that are added; undefined until the fault clock begins. */
  get faults(): Faults | undefined {
    return this.#faults;
  }

  /** What monitoring saw last; undefined until it looks. */
  get lastLook(): LastLook | undefined {
    return this.#lastLook;
  }

  /** What its runbook runs with; a step by hand runs with the same. */
  get runner(): RunnerOptions {
    this.#runner ??= {
      handlers: stepHandlers(this.#testbed, (anew) => this.#steadyStateHeld(anew)),
      clock: this.#clock(),
      journal: this.#journal,
      people: this.#people,
      loadRunbook: (file, from) => this.#loadRunbook(file, from),
      measure: (probe) => this.#probes.measure(probe),
      cancelled: this.#runbookCancelled,
    };
    return this.#runner;
  }

  /** People are told something; the first of it brings them to the runbook. */
  signal({ via, text }: { readonly via: string; readonly text: string }): void {
    this.#journal.write({ kind: 'signal', via, text });
    if (this.#alertedAtUs !== undefined) return;
    this.#alertedAtUs = this.#testbed.world.kernel.nowUs;
    this.#journal.write({ kind: 'milestone', id: 'first-alert' });
    this.#alerted();
  }

  /** Ends the run after the current event. */
  end(ending: RunEnding): void {
    this.ending ??= ending;
    this.#testbed.world.kernel.stop();
  }

  async tell(): Promise<void> {
    const { world, zeroUs, scenario } = this.#testbed;
    const { kernel } = world;
    await this.#testbed.raise();
    const losses = new LossCounter(this.#testbed);
    this.#journal.write(worldReady(this.#testbed));
    this.#steadyState.start();
    startGuards({
      testbed: this.#testbed,
      probes: this.#probes,
      journal: this.#journal,
      stop: () => {
        this.#runbookCancelled.cancel('a stop condition was met');
        this.end('stop-condition');
      },
    });
    await kernel.sleep(zeroUs - kernel.nowUs, 'prologue');

    const plan = faultPlan(scenario);
    this.#breakThings(plan);
    this.#listen();
    const noticedSeconds = lastBreakSeconds(plan) + PERIODS_TO_NOTICE * scenario.monitoring.everySeconds;
    await kernel.sleep(noticedSeconds * 1e6, 'story');
    this.#steadyState.lookAnew();
    await this.#steadyState.heldForItsTime();
    this.#journal.write({ kind: 'milestone', id: 'recovered' });
    const lost = losses.count();
    if (lost) {
      this.#journal.write({ kind: 'measure', name: lostWritesMeasure, value: lost.lostWrites });
      this.#journal.write({ kind: 'measure', name: 'lost-redis-writes', value: lost.lostRedisWrites });
      this.#journal.write({ kind: 'measure', name: dataLossMeasure, value: lost.lostSeconds });
      // Only where somebody asks: a journal that was written before this was measured is the same again.
      if (scenario.budgets.some(({ measure }) => measure === redisDataLossMeasure))
        this.#journal.write({ kind: 'measure', name: redisDataLossMeasure, value: lost.lostRedisSeconds });
    }
    const { hostName } = this.#testbed.installation(customersInstallation(scenario));
    const staleShare = this.#testbed.customers.staleShare(hostName);
    this.#journal.write({ kind: 'measure', name: 'stale-resolvers', value: staleShare });
    await this.#finishRunbook();
    this.end('finished');
  }

  #breakThings(plan: ReturnType<typeof faultPlan>): void {
    const { world, zeroUs } = this.#testbed;
    const restartProcess: FaultedWorld['restartProcess'] = (host, name) => this.#testbed.restartProcess(host, name);
    this.#faults = scheduleFaults({ ...world, restartProcess }, plan, zeroUs, {
      started: ({ name, action, forSeconds }, targets) =>
        this.#journal.write({ kind: 'fault.started', name, action, targets, forSeconds }),
      ended: ({ name }) => this.#journal.write({ kind: 'fault.ended', name }),
    });
  }

  /** From now on people hear what monitoring finds and what others tell. */
  #listen(): void {
    const { scenario, world } = this.#testbed;
    const tell = (signal: { via: string; text: string }) => this.signal(signal);
    this.#alerted = () => {
      this.#runbook = this.#openRunbook();
      void this.#runbook.catch((error) => world.kernel.fail(error));
    };
    this.#lastLook = monitor(this.#testbed, customersInstallation(scenario), tell);
    world.statusPage.onPost(({ text }) => tell({ via: STATUS_PAGE, text }));
    const say = (signal: Signal) => (signal.via === STATUS_PAGE ? world.statusPage.publish(signal.text) : tell(signal));
    for (const signal of scenario.signals) world.kernel.after(signal.atSeconds * 1e6, () => say(signal), 'signal');
  }

  async #openRunbook(): Promise<RunbookOutcome | undefined> {
    const call = this.#loaded.scenario.runbook;
    if (!call) return undefined;
    const { kernel } = this.#testbed.world;
    await kernel.sleep(this.#people.reactionSeconds() * 1e6, 'people');
    if (this.#runbookCancelled.aborted) return undefined;
    const outcome = await runRunbook(this.#loadRunbook(call.file), call.inputs, this.runner);
    if (outcome.status === 'aborted') this.end('aborted');
    return outcome;
  }

  async #steadyStateHeld(anew: boolean): Promise<void> {
    if (anew) this.#steadyState.lookAnew();
    await this.#steadyState.heldForItsTime();
  }

  /** A plan that nobody decided on yet is not needed any more; one under way goes to its end. */
  async #finishRunbook(): Promise<void> {
    const decided = this.#journal.events.some(({ kind }) => kind === 'decision.made');
    if (!decided) this.#runbookCancelled.cancel('the steady state came back by itself');
    await this.#runbook;
  }

  #loadRunbook(file: string, from?: Runbook): Runbook {
    const folder = from?.file.includes('/') ? from.file.slice(0, from.file.lastIndexOf('/') + 1) : '';
    const { runbooks } = this.#loaded;
    const found = runbooks.get(file) ?? runbooks.get(folder + file);
    if (!found) throw new Error(`no runbook ${file} among ${[...runbooks.keys()].join(', ')}`);
    return found;
  }

  #clock() {
    const { kernel } = this.#testbed.world;
    return {
      nowUs: () => kernel.nowUs,
      sleepUs: (us: number) => kernel.sleep(us, 'runbook'),
      afterUs: (us: number, fn: () => void) => {
        const handle = kernel.after(us, fn, 'runbook');
        return () => void kernel.cancel(handle);
      },
    };
  }
}
