import { type Distribution, type Draw, sample } from '../files/distribution.ts';
import type { People as PeopleModel } from '../files/scenario-types.ts';
import type { Answer, People, Question, RunnerClock } from './types.ts';

interface ModelledPeopleOptions {
  readonly people: PeopleModel;
  readonly clock: RunnerClock;
  /** The random stream of a name. */
  random(name: string): Draw;
  /** When the first alert reached somebody; undefined as long as none did. */
  alertedAtUs(): number | undefined;
}

/**
 * People as distributions. A decision that the scenario names falls so long after the *first alert* (not after it was
 * asked): that is when they began to turn it over. Any other question is answered within the time in which they react.
 * They take the first choice. Each kind of question and of work draws from a random stream of its own, so that one more
 * question moves no other answer.
 */
export class ModelledPeople implements People {
  readonly #options: ModelledPeopleOptions;

  constructor(options: ModelledPeopleOptions) {
    this.#options = options;
  }

  /** How long after an alert somebody opens the runbook. */
  reactionSeconds(): number {
    return this.#draw(this.#options.people.onCall.reacts, 'on-call');
  }

  async decide(question: Question): Promise<Answer> {
    const { clock, people } = this.#options;
    const { decision, role, escalatedFrom } = question;
    // Whoever is asked instead of another has not turned it over yet: they react, and take the first choice.
    const distribution = escalatedFrom === undefined ? people.decides[decision] : undefined;
    const sinceUs =
      distribution === undefined ? question.askedAtUs : (this.#options.alertedAtUs() ?? question.askedAtUs);
    const stream = escalatedFrom === undefined ? decision : `${decision}/${role}`;
    const seconds = this.#draw(distribution ?? people.onCall.reacts, stream);
    await question.cancelled.race(clock.sleepUs(Math.max(0, Math.round(sinceUs + seconds * 1e6) - clock.nowUs())));
    return { choice: question.choices[0]!, by: question.role };
  }

  workSeconds(work: string): number {
    const distribution = this.#options.people.does[work];
    if (distribution === undefined) throw new Error(`people.does of the scenario has no "${work}"`);
    return this.#draw(distribution, `does/${work}`);
  }

  async note(): Promise<string> {
    return '';
  }

  #draw(distribution: Distribution, name: string): number {
    return sample(distribution, this.#options.random(`people/${name}`));
  }
}
