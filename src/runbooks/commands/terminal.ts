/** Questions to whoever sits at the terminal: one after the other, each with what is known, answered by a word that is typed whole. */
import { createInterface } from 'node:readline/promises';
import { host } from '../../sim/kernel/host-globals.ts';
import type { Terminal } from '../durable/present-people.ts';
import type { Known } from '../journal/index.ts';
import { type Line, line, quiet, render, type Screen, strong, warn, wrap } from '../reports/screen.ts';
import { sinceFault } from '../reports/times.ts';
import { type Answer, Cancelled, type Question } from '../runner/index.ts';

export interface TerminalOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly screen: Screen;
}

/** Skipping a step, or saying that it is done, needs a reason. */
const needsReason = new Set(['skip', 'mark-done']);

export function terminalOf({ input, output, screen }: TerminalOptions): Terminal {
  const closed = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  /** What stands in the line in which somebody is about to type. */
  let open = '';
  /** One conversation at a time. */
  const next = <T>(talk: () => Promise<T>): Promise<T> => {
    const mine = last.then(talk, talk);
    last = mine.catch(() => {}).then(() => pause());
    return mine;
  };
  const show = (lines: readonly Line[]): unknown => output.write(render(lines, screen));
  const ask = async (prompt: string, signal?: AbortSignal): Promise<string> => {
    const reader = createInterface({ input, output, terminal: false });
    open = prompt;
    try {
      const signals = [closed.signal, ...(signal === undefined ? [] : [signal])];
      return (await reader.question(prompt, { signal: AbortSignal.any(signals) })).trim();
    } finally {
      open = '';
      reader.close();
    }
  };
  return {
    decide: (question, by) =>
      next(async () => {
        const { signal, forget } = signalOf(question);
        // It was answered by another before its turn came.
        if (signal.aborted) throw new Cancelled(question.cancelled.why);
        try {
          show(questionLines(question, screen.width));
          const choice = await choose(question, (prompt) => ask(prompt, signal), show);
          return await withReason(choice, by, (prompt) => ask(prompt, signal));
        } catch (error) {
          if (!signal.aborted) throw error;
          show([
            line(''),
            line(quiet(`${question.decision}: no answer is needed any more (${question.cancelled.why})`)),
          ]);
          throw new Cancelled(question.cancelled.why);
        } finally {
          forget();
        }
      }),
    note: (prompt, path, by) =>
      next(async () => {
        show([line(strong('NOTE'), `  ${path}`), ...wrap(prompt, screen.width - 2).map((text) => line('  ', text))]);
        return { text: await ask('  '), by };
      }),
    say: (text) => output.write(open === '' ? `${text}\n` : `\r\u001b[K${text}\n${open}`),
    close: () => closed.abort(),
  };
}

/** What follows from an answer comes before the next question: it may need none any more. */
function pause(): Promise<void> {
  return new Promise((resolve) => void host.setTimeout(resolve, 50));
}

type Ask = (prompt: string) => Promise<string>;

async function choose({ choices }: Question, ask: Ask, show: (lines: readonly Line[]) => unknown): Promise<string> {
  for (;;) {
    const typed = await ask(`  ${either(choices)}? `);
    if (choices.includes(typed)) return typed;
    show([line('  ', warn(`type ${either(choices)}`))]);
  }
}

async function withReason(choice: string, by: string, ask: Ask): Promise<Answer> {
  for (;;) {
    const comment = await ask(needsReason.has(choice) ? '  why? ' : '  comment (enter for none): ');
    if (comment !== '') return { choice, by, comment };
    if (!needsReason.has(choice)) return { choice, by };
  }
}

function questionLines({ decision, path, role, escalatedFrom, prompt, known }: Question, width: number): Line[] {
  const asked = escalatedFrom === undefined ? `asked of ${role}` : `asked of ${role}: ${escalatedFrom} did not answer`;
  return [
    line(''),
    line(strong('DECISION'), `  ${decision}  `, quiet(`step ${path}, ${asked}`)),
    ...knownLines(known),
    ...(prompt === undefined ? [] : wrap(prompt, width - 2).map((text) => line('  ', text))),
  ];
}

function knownLines({ signals = [], probes = [], preflight = [] }: Known): Line[] {
  return [
    ...signals.map(({ atSeconds, via, text }) => line(quiet(`  ${sinceFault(atSeconds)}  ${via}  `), text)),
    ...probes.map(({ name, ok, why }) => line(ok ? quiet('  ok    ') : warn('  NO    '), `${name}  `, quiet(why))),
    ...preflight.map(({ id, ok, why }) => line(ok ? quiet('  ok    ') : warn('  NO    '), `${id}  `, quiet(why))),
  ];
}

/** `go, wait or abort` */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function signalOf({ cancelled }: Question): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, forget: cancelled.onAbort((why) => controller.abort(new Error(why))) };
}
