/**
 * A run in which people are asked: what a script says is given when it is due, and what somebody says live between two slices. Both take
 * effect in the same way, at the end of a microsecond, so that a drill and a run with its inputs have the same journal.
 */
import type { DrainKind } from '../../sim/kernel/index.ts';
import type { JournalEvent } from '../journal/index.ts';
import { type Advanced, OpenRun } from '../open-run.ts';
import type { RunRequest } from '../request.ts';
import type { Input } from './input.ts';
import { inputEvent } from './journal-inputs.ts';
import { DrillPeople, NotAsked } from './people.ts';
import { command } from './ports.ts';
import { type Due, type Script, ScriptReader } from './script.ts';
import type { Pending } from './session.ts';

export interface PlayerOptions {
  onEvent?(event: JournalEvent, line: string): void;
  drain?: DrainKind;
}

/** A question that nobody is there to answer. The command line ends with code 7. */
export class NeedsAPerson extends Error {
  override readonly name = 'NeedsAPerson';
}

/** What a script says does not fit what is asked. */
export class ScriptMisfit extends Error {
  override readonly name = 'ScriptMisfit';
}

/** An input without its moment: it is given now. */
export type Said = Input extends infer Each ? (Each extends Input ? Omit<Each, 'atUs'> : never) : never;

export class Player {
  readonly run: OpenRun;
  readonly #people: DrillPeople;
  readonly #reader: ScriptReader;
  #script: Script;
  #questions = 0;

  /** Throws as `OpenRun.open` does. What the script does not say is said live, if it lets questions wait. */
  static async open(request: RunRequest, script: Script, options: PlayerOptions = {}): Promise<Player> {
    let people: DrillPeople | undefined;
    let player: Player | undefined;
    const run = await OpenRun.open(request, {
      ...options,
      people: (modelled, opened) => {
        people = new DrillPeople({
          modelled,
          zeroUs: opened.testbed.zeroUs,
          nowUs: () => opened.nowUs,
          isAsked: (question) => player!.#isAsked(question),
          asked: () => {
            player!.#questions++;
            opened.interrupt();
          },
        });
        return people;
      },
    });
    player = new Player(run, people!, script);
    return player;
  }

  private constructor(run: OpenRun, people: DrillPeople, script: Script) {
    this.run = run;
    this.#people = people;
    this.#script = script;
    this.#reader = new ScriptReader(script);
  }

  get nowUs(): number {
    return this.run.nowUs;
  }

  /** When something happens next, as far as that is known; Infinity when nothing will. */
  get nextUs(): number {
    return Math.min(this.run.nextUs, this.#dueUs());
  }

  /** What is asked now. */
  get pending(): readonly Pending[] {
    return this.#people.pending;
  }

  /** How many questions were put so far. */
  get questions(): number {
    return this.#questions;
  }

  /** Of these nobody but a person who is there will answer. */
  get needsPerson(): readonly Pending[] {
    return this.pending.filter((question) => !this.#reader.answers(question));
  }

  /** From now on another script is read. */
  goOnWith(script: Script): void {
    this.#script = script;
    this.#reader.replace(script);
  }

  /**
   * As `OpenRun.advance`, with what the script says. Throws ScriptMisfit for an entry that does not fit, NeedsAPerson at a question that
   * nobody answers, if the script does not let it wait.
   */
  async advance(untilUs: number, enough?: () => boolean): Promise<Advanced> {
    const { run } = this;
    for (;;) {
      const dueUs = this.#dueUs();
      if (dueUs <= run.nowUs) {
        if ((await this.#sayDue()) === 'ended') return 'ended';
        continue;
      }
      const advanced = await run.advance(Math.min(untilUs, dueUs), enough);
      if (advanced === 'ended') return 'ended';
      if (advanced === 'enough' && enough?.()) return 'enough';
      if (advanced === 'reached' && run.nowUs >= untilUs && this.#dueUs() > run.nowUs) return 'reached';
    }
  }

  /** Somebody says something live, now. Returns its event in the journal. Throws NotAsked, with what is possible. */
  async say(said: Said): Promise<JournalEvent> {
    if ((await this.#settle()) === 'ended') throw new NotAsked('this run has come to its end');
    const input = { ...said, atUs: this.run.nowUs } as Input;
    if (input.kind !== 'command') this.#people.check(input);
    return this.#give(input);
  }

  async #sayDue(): Promise<Advanced> {
    if ((await this.#settle()) === 'ended') return 'ended';
    const due = this.#reader.take(this.run.nowUs, this.pending) ?? this.#unanswered();
    if (due === undefined) return 'reached';
    try {
      if (due.input.kind !== 'command') this.#people.check(due.input);
    } catch (error) {
      throw error instanceof NotAsked ? new ScriptMisfit(`${due.where ?? 'decisions'}: ${error.message}`) : error;
    }
    await this.#give(due.input);
    return 'reached';
  }

  /** Where nobody is, nothing is written down when a note is asked for. Anything else that nobody answers ends the run. */
  #unanswered(): Due | undefined {
    if (this.#failsUs() > this.run.nowUs) return undefined;
    const [question] = this.needsPerson;
    if (question!.kind !== 'note') throw new NeedsAPerson(needs(question!));
    return { input: { kind: 'note', atUs: this.run.nowUs, by: 'nobody', path: question!.path, text: '' } };
  }

  /** Everything else that happens at this microsecond. */
  async #settle(): Promise<Advanced> {
    for (;;) {
      const advanced = await this.run.advance(this.run.nowUs);
      if (advanced !== 'enough') return advanced;
    }
  }

  async #give(input: Input): Promise<JournalEvent> {
    let given: JournalEvent | undefined;
    await this.run.act(inputEvent(input), (written) => {
      given = written;
      if (input.kind !== 'command') return this.#people.take(input);
      void this.#command(input.text, input.seat, written.seq);
    });
    return given!;
  }

  async #command(text: string, seat: 'player' | 'facilitator', input: number): Promise<void> {
    const { journal } = this.run;
    const { ok, lines } = await command(this.run, text, seat);
    journal.write({ kind: 'command.answered', input, seat, ok, lines });
  }

  #isAsked(question: Pending): boolean {
    return this.#script.unanswered !== 'modelled' || this.#reader.answers(question);
  }

  /** When the script has something to say next, or ends the run. */
  #dueUs(): number {
    return Math.min(this.#reader.nextUs(this.pending), this.#failsUs());
  }

  /** When it is over because nobody answers. */
  #failsUs(): number {
    const { unanswered = 'fail', recordedUntilUs = Number.NEGATIVE_INFINITY } = this.#script;
    return unanswered === 'fail' && this.needsPerson.length > 0 ? recordedUntilUs : Number.POSITIVE_INFINITY;
  }
}

function needs({ kind, path, decision, role, choices, word }: Pending): string {
  const what = word === undefined ? `${decision} (${choices.join(', ')})` : `the word "${word}"`;
  const name = kind === 'decision' ? decision : path;
  return `"${path}" asks ${role} for ${what}, and nobody answers: add { decision: ${name}, choice: ${choices[0]} }`;
}
