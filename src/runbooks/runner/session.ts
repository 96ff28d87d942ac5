import type { Runbook } from '../files/index.ts';
import type { Known } from '../journal/index.ts';
import { Cancellation, Cancelled } from './cancellation.ts';
import { type Escalation, firstAnswer } from './escalation.ts';
import { knownSoFar } from './known.ts';
import type { Answer, Mode, RunnerOptions } from './types.ts';

/** The question what shall become of a step that failed. */
export const failedStep = 'failed-step';

/** What a runbook and the runbooks that it calls share: the mode, and whether the whole run still goes on. */
export class Session {
  readonly options: RunnerOptions;
  /** Everything that runs hangs below it. */
  readonly cancelled = new Cancellation();
  mode: Mode;
  /** Why no further step may start, if the run was ended before its plan was. */
  ending: 'aborted' | 'stopped' | undefined;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.mode = options.mode ?? 'graceful';
    options.cancelled?.onAbort((why) => this.#end('stopped', why));
  }

  /** Somebody decided against going on. */
  abort(why: string): void {
    this.#end('aborted', why);
  }

  #end(ending: 'aborted' | 'stopped', why: string): void {
    this.ending ??= ending;
    this.cancelled.cancel(why);
  }

  /** Puts a question to people and writes both the question and the answer down, with what could be known. */
  async ask(question: {
    readonly decision: string;
    readonly path: string;
    readonly role: string;
    readonly choices: readonly string[];
    readonly evidence: readonly string[];
    readonly prompt?: string;
    readonly escalate?: Escalation;
    readonly cancelled: Cancellation;
  }): Promise<Answer> {
    const { clock, journal, people } = this.options;
    const { decision, path, role, choices, evidence, escalate, cancelled, prompt } = question;
    const askedAtUs = clock.nowUs();
    const known = (): Known => knownSoFar(journal.events, evidence);
    const asked = known();
    journal.write({ kind: 'decision.asked', decision, path, role, choices, prompt, known: asked });
    const first = { decision, path, role, choices, prompt, cancelled, askedAtUs, known: asked };
    const answer = await (escalate === undefined
      ? cancelled.race(people.decide(first))
      : firstAnswer(first, escalate, known, this.options));
    if (!choices.includes(answer.choice)) {
      throw new Error(`"${answer.choice}" is no choice of ${decision}; valid: ${choices.join(', ')}`);
    }
    const { by, choice, comment } = answer;
    const waitedSeconds = (clock.nowUs() - askedAtUs) / 1e6;
    journal.write({ kind: 'decision.made', decision, path, by, choice, waitedSeconds, known: known(), comment });
    return answer;
  }

  /**
   * A step that asks the old place failed: whoever has the right may give that place up, so that the plan goes on
   * without asking it, or abort. False when nobody may, or nobody did.
   */
  async goesUngraceful(runbook: Runbook, path: string, cancelled: Cancellation): Promise<boolean> {
    const role = roleThatMay(runbook, 'go-ungraceful');
    if (role === undefined) return false;
    const decision = 'go-ungraceful';
    const choices = [decision, 'abort'];
    const evidence = ['signals', 'probes', 'preflight'];
    const answer = await this.ask({ decision, path, role, choices, evidence, cancelled }).catch(notInTime);
    if (answer === undefined) return false;
    if (answer.choice === 'abort') {
      this.abort(`${answer.by} decided "abort" on ${decision}`);
      return false;
    }
    this.mode = 'ungraceful';
    this.options.journal.write({ kind: 'mode.changed', mode: 'ungraceful', by: answer.by, path });
    return true;
  }

  /**
   * A step failed for good, and its plan has no answer for that: whoever may tries again, skips it, or did it by hand. Undefined when
   * nobody is there (modelled people follow the plan), nobody may, or they let it fail.
   */
  async mend(runbook: Runbook, path: string, error: string, cancelled: Cancellation): Promise<Answer | undefined> {
    const ways = Object.entries(rightTo).filter(([, right]) => roleThatMay(runbook, right) !== undefined);
    if (this.options.people.present !== true || ways.length === 0) return undefined;
    const role = roleThatMay(runbook, ways[0]![1])!;
    const choices = [...ways.map(([way]) => way), 'fail'];
    const prompt = `${path} failed: ${error}`;
    const evidence = ['probes'];
    const question = { decision: failedStep, path, role, choices, prompt, evidence, cancelled };
    return this.ask(question).catch(notInTime);
  }
}

/** The right that each way to go on with a failed step needs. */
const rightTo = { retry: 'retry', skip: 'skip', 'mark-done': 'skip' } as const;

/** The first role of a runbook that has a right; undefined when nobody has. */
export function roleThatMay(runbook: Runbook, right: Runbook['roles'][string]['may'][number]): string | undefined {
  return Object.entries(runbook.roles).find(([, role]) => role.may.includes(right))?.[0];
}

function notInTime(error: unknown): undefined {
  if (!(error instanceof Cancelled)) throw error;
}

/** `anna skipped it: the record was set by hand` */
export function saidBy({ by, comment }: Answer, what: string): string {
  return `${by} ${what}${comment === undefined ? '' : `: ${comment}`}`;
}
