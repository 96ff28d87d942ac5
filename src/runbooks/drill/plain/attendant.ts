import { duration } from '../../reports/times.ts';
import type { Debrief, DrillSession } from '../session.ts';
import { budgetRows } from '../views/budget.ts';
import { logTail } from '../views/log-tail.ts';
import { momentText } from '../views/moment-text.ts';
import { type StepNode, stepTree } from '../views/step-tree.ts';
import { spentText } from './question-lines.ts';
import { helpLines, parseTyped, type Typed, type Word } from './typed.ts';

const logRows = 15;

/** Does what somebody types, and says what came of it. */
export class Attendant {
  readonly #session: DrillSession;
  readonly #output: { write(text: string): unknown };
  readonly #leave: () => void;

  constructor(session: DrillSession, output: { write(text: string): unknown }, leave: () => void) {
    this.#session = session;
    this.#output = output;
    this.#leave = leave;
  }

  /** Never rejects: what is not possible is said. */
  async take(line: string): Promise<void> {
    try {
      const said = await this.#do(parseTyped(line, this.#session.state.pending[0]));
      if (said.length > 0) this.#output.write(`${said.join('\n')}\n`);
    } catch (error) {
      this.#output.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  async #do(typed: Typed): Promise<readonly string[]> {
    const session = this.#session;
    const { state } = session;
    const [question] = state.pending;
    switch (typed.kind) {
      case 'nothing':
        return [];
      case 'wrong':
        return [typed.why];
      case 'answer': {
        const { path, decision } = question!;
        await session.answer({ path, decision, choice: typed.choice, comment: typed.comment });
        return [];
      }
      case 'note':
        await session.answer({ path: question!.path, text: typed.text });
        return [];
      case 'command':
        // What the console answers stands in the journal, and is told from there.
        await session.command(typed.text);
        return [];
      case 'speed':
        session.setPace(typed.pace);
        return [`speed ${typed.pace === 'max' ? 'max' : `${typed.pace}x`}`];
      case 'wait':
        session.runUntil(state.nowUs + typed.forUs);
        return [`until ${momentText(state.nowUs + typed.forUs)}`];
      case 'until':
        if (typed.atUs <= state.nowUs)
          return [`${momentText(typed.atUs)} is over: it is ${momentText(state.nowUs)} (fork goes back)`];
        session.runUntil(typed.atUs);
        return [];
      case 'fork':
        await session.fork(typed.atUs, { name: typed.name, vars: typed.vars });
        return [`this is "${typed.name}" now, at ${momentText(session.state.nowUs)}, paused: type continue`];
      default:
        return this.#word(typed.kind);
    }
  }

  async #word(word: Word): Promise<readonly string[]> {
    const session = this.#session;
    switch (word) {
      case 'pause':
        session.pause();
        return [`paused at ${momentText(session.state.nowUs)}`];
      case 'continue':
        session.resume();
        return [];
      case 'next':
        session.runUntil('question');
        return [];
      case 'step':
        session.step();
        return [];
      case 'end':
        session.runUntil('end');
        return [];
      case 'status':
        return statusLines(session);
      case 'log':
        return logLines(session);
      case 'debrief':
        return debriefLines(await session.debrief());
      case 'write':
        return [`written: ${(await session.write()).join(', ')}`];
      case 'help':
        return helpLines;
      case 'quit':
        this.#leave();
        return [];
    }
  }
}

function statusLines({ facts, state }: DrillSession): string[] {
  const { phase, pace, nowUs, events } = state;
  const speed = phase === 'running' ? `, ${pace === 'max' ? 'max' : `${pace}x`}` : '';
  const active = running(stepTree(events));
  return [
    `${momentText(nowUs)}, ${phase}${speed}`,
    ...budgetRows({ budgets: facts.budgets, events, nowUs }).map((budget) => `  budget    ${spentText(budget)}`),
    ...active.map(({ path, progress }) => {
      const far = progress === undefined ? '' : `, ${Math.floor(100 * progress.fraction)} % ${progress.text}`;
      return `  step      ${path}${far}`;
    }),
    ...state.pending.map(({ role, decision, path }) => `  asked     ${role}: ${decision} (step ${path})`),
  ];
}

function running(steps: readonly StepNode[]): StepNode[] {
  return steps.flatMap((step) => [
    ...(step.phase === 'running' && step.children.length === 0 ? [step] : []),
    ...running(step.children),
  ]);
}

function logLines({ facts, state: { events, snapshot } }: DrillSession): string[] {
  const silent = new Set(snapshot?.hosts.filter(({ known }) => known === 'silent').map(({ name }) => name));
  const sight = facts.seat === 'facilitator' ? 'true' : 'known';
  const rows = logTail({ events, sight, silent, count: logRows });
  if (rows.length === 0) return ['no line yet'];
  return rows.map(
    ({ atSeconds, from, text }) => `${momentText(atSeconds * 1e6)}  ${from === '' ? '' : `${from}: `}${text}`,
  );
}

function debriefLines({ score, best, decisions, findings }: Debrief): string[] {
  return [
    `score ${score.points} of 100: ${score.words}`,
    ...decisions.flatMap(({ decision, by, choice, atUs, waitedSeconds, alternatives }) => [
      `${momentText(atUs)}  ${by}: ${choice} on ${decision}, after ${duration(waitedSeconds)}`,
      ...alternatives.map(({ words, rtoSeconds, differenceSeconds }) => {
        const difference =
          differenceSeconds === null ? '' : `, ${differenceSeconds > 0 ? '+' : ''}${duration(differenceSeconds)}`;
        return `  ${words}: ${rtoSeconds === null ? 'never recovered' : duration(rtoSeconds)}${difference}`;
      }),
    ]),
    `best on this seed: ${best.words}: ${best.rtoSeconds === null ? 'never recovered' : duration(best.rtoSeconds)}`,
    ...findings.map(({ severity, title, owner }) => `finding (${severity}, ${owner}): ${title}`),
  ];
}
