/** What could have been said instead, one question at a time. */
import { duration } from '../../reports/times.ts';
import type { Said } from './carry-over.ts';
import { type Asked, putOff, settledBy } from './recorded.ts';

/** One other way to answer one question. */
export interface Alternative {
  readonly asked: Asked;
  /** `go at once` */
  readonly words: string;
  readonly said: readonly Said[];
}

/** So much earlier and later is tried, in seconds. */
const shiftSeconds = 600;
/** Whoever answered within this time answered at once, in seconds. */
const atOnceSeconds = 5;

/**
 * The same answer at once, ten minutes earlier (where they were waited) and ten minutes later; every other choice at the moment of the
 * answer. Of a question that nobody answered: every choice at once.
 */
export function alternativesOf(asked: Asked): Alternative[] {
  const answer = settledBy(asked);
  if (answer === undefined)
    return asked.choices.filter((choice) => choice !== putOff).map((choice) => atOnce(asked, choice));
  const { choice, by, comment, atUs } = answer;
  const waitedUs = atUs - asked.askedAtUs;
  const shiftUs = shiftSeconds * 1e6;
  const at = (afterUs: number): readonly Said[] => [{ choice, by, comment, afterUs }];
  const others = asked.choices.filter((other) => other !== choice);
  return [
    ...(waitedUs > atOnceSeconds * 1e6 ? [atOnce(asked, choice)] : []),
    ...(waitedUs > shiftUs
      ? [{ asked, words: `${choice} ${duration(shiftSeconds)} earlier`, said: at(waitedUs - shiftUs) }]
      : []),
    { asked, words: `${choice} ${duration(shiftSeconds)} later`, said: at(waitedUs + shiftUs) },
    ...others.map((other): Alternative => {
      const instead = { choice: other, by, afterUs: waitedUs };
      if (other !== putOff) return { asked, words: `${other} at that moment`, said: [instead] };
      return { asked, words: `${other}, then ${choice} when asked again`, said: [instead, { choice, by, afterUs: 0 }] };
    }),
  ];
}

/** A choice as soon as it is asked for. */
export function atOnce(asked: Asked, choice: string): Alternative {
  const by = settledBy(asked)?.by ?? asked.role;
  return { asked, words: `${choice} at once`, said: [{ choice, by, afterUs: 0 }] };
}

/** Ten minutes before what is said now, if that is still after the question; undefined if not. */
export function tenMinutesBefore(asked: Asked, { choice, by, afterUs }: Said): Alternative | undefined {
  const earlierUs = afterUs - shiftSeconds * 1e6;
  const answer = settledBy(asked);
  if (earlierUs <= 0 || answer === undefined) return undefined;
  const sooner = (answer.atUs - asked.askedAtUs - earlierUs) / 1e6;
  return { asked, words: `${choice} ${duration(sooner)} earlier`, said: [{ choice, by, afterUs: earlierUs }] };
}

/** What a question is called where it stands among others: `leave-region`, `kernel/launch failed`, `checkpoint point-of-no-return`. */
export function nameOf({ kind, path, decision }: Pick<Asked, 'kind' | 'path' | 'decision'>): string {
  if (kind === 'failed-step') return `${path} failed`;
  return kind === 'checkpoint' ? `checkpoint ${path}` : decision;
}
