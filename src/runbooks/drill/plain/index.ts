/**
 * The same drill as lines: for screen readers, pipes and the logs of CI. What happens is a line with its time; a question is printed
 * with what is known and its choices, and answered by a number or a word (`typed.ts` lists what else can be typed).
 *
 * Where nobody sits at a terminal time runs as fast as it goes, and a question that no script answers ends it.
 *
 * ```ts
 * const end = await playPlain(session, { output: process.stdout, signal });
 * if (end.kind === 'needs-a-person') console.error(questionText(end.question));
 * ```
 */
import { createInterface } from 'node:readline';
import type { DrillSession, Pending } from '../session.ts';
import { Attendant } from './attendant.ts';
import { Teller } from './teller.ts';

export { parsePace } from '../pace.ts';
export { questionText } from './question-lines.ts';

export interface PlainOptions {
  readonly output: { write(text: string): unknown };
  /** Somebody who types; without it nobody is there. */
  readonly input?: NodeJS.ReadableStream;
  /** What happened until then was told before: a drill that goes on. */
  readonly fromUs?: number;
  /** Leaves. */
  readonly signal: AbortSignal;
}

export type PlainEnd =
  /** The run has come to its end, be it that somebody left after it. */
  | { readonly kind: 'ended' }
  /** Somebody left before. */
  | { readonly kind: 'left' }
  | { readonly kind: 'needs-a-person'; readonly question: Pending }
  | { readonly kind: 'broken' };

export async function playPlain(session: DrillSession, options: PlainOptions): Promise<PlainEnd> {
  const teller = new Teller(session, options.output, {
    asks: options.input !== undefined && session.facts.seat === 'player',
    fromUs: options.fromUs,
  });
  const left = new Promise<PlainEnd>((resolve) => {
    const leave = () => resolve(leftAs(session));
    if (options.signal.aborted) leave();
    options.signal.addEventListener('abort', leave);
  });
  const played = options.input === undefined ? unattended(session, teller) : attended(session, teller, options);
  const end = await Promise.race([played, left]);
  teller.end();
  return end;
}

/** Somebody sits there, until she leaves: after the end there is still much to look at. */
function attended(session: DrillSession, teller: Teller, { input, output }: PlainOptions): Promise<PlainEnd> {
  return new Promise((resolve) => {
    const reader = createInterface({ input: input!, terminal: false });
    const leave = (end: PlainEnd) => {
      stopListening();
      reader.close();
      resolve(end);
    };
    const attendant = new Attendant(session, output, () => leave(leftAs(session)));
    const stopListening = teller.onChange(() => {
      if (session.state.phase === 'broken') leave({ kind: 'broken' });
    });
    let last: Promise<void> = Promise.resolve();
    // One line after the other: what was pasted waits for the line before it.
    reader.on('line', (line) => {
      last = last.then(() => attendant.take(line));
    });
    reader.on('close', () => void last.then(() => leave(leftAs(session))));
  });
}

/** Nobody is there: a note stays empty, anything else that is asked ends it. A facilitator's seat only looks on. */
async function unattended(session: DrillSession, teller: Teller): Promise<PlainEnd> {
  if (session.facts.seat === 'facilitator') {
    await teller.until(({ phase }) => phase === 'ended' || phase === 'broken');
    return leftAs(session);
  }
  for (;;) {
    const before = session.state;
    session.runUntil('question');
    await teller.until(
      ({ phase, pending }) =>
        phase === 'ended' ||
        phase === 'broken' ||
        (session.state !== before && phase === 'paused' && pending.length > 0),
    );
    const { phase, pending } = session.state;
    if (phase === 'ended' || phase === 'broken') return { kind: phase };
    const notes = pending.filter(({ kind }) => kind === 'note');
    if (notes.length === 0) return { kind: 'needs-a-person', question: pending[0]! };
    for (const { path } of notes) await session.answer({ path, text: '' });
  }
}

function leftAs({ state: { phase } }: DrillSession): PlainEnd {
  return { kind: phase === 'ended' || phase === 'broken' ? phase : 'left' };
}
