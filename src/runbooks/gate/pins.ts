/**
 * Pinned seeds: worlds in which a failover once failed, kept beside the scenario and run before anything else. They are a memory, not a
 * sample (nobody drew them by chance), so they never count in a plan: one that fails again fails the gate by itself.
 *
 * The file is made for a diff: a line for each, `<scenario id> <variant> <seed>  # <why>`; `#` begins a comment.
 */
import { UsageError } from '../commands/failures.ts';
import { parseSeed } from '../commands/flags.ts';

export interface Pin {
  readonly scenario: string;
  readonly variant: string;
  readonly seed: number;
  readonly why: string;
}

/** At most so many are added at once: a build that fails everywhere needs no list of all of its worlds. */
export const pinsAtOnce = 10;

const header = [
  '# Seeds that failed once: zonefall gate runs them first, and none of them may fail again. They are no part of its statistics.',
  '# scenario  variant  seed  # why. Delete a line when its world no longer matters.',
];

/** Throws UsageError with the line that is no pin. */
export function parsePins(text: string, file: string): readonly Pin[] {
  return text.split('\n').flatMap((line, at) => {
    const [, content = '', why = ''] = /^([^#]*)(?:#(.*))?$/.exec(line.trim()) ?? [];
    const words = content.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return [];
    const [scenario, variant, seed] = words;
    if (words.length !== 3 || !/^\d+$/.test(seed!)) {
      throw new UsageError(
        `${file}:${at + 1}: "${line.trim()}" is no pin; expected: <scenario id> <variant> <seed>  # <why>`,
      );
    }
    return [{ scenario: scenario!, variant: variant!, seed: parseSeed(seed!), why: why.trim() }];
  });
}

/**
 * The text with these pins added below, but for those that stand there already. Nothing that people wrote into the file is touched. The
 * second value is how many were added.
 */
export function addPins(text: string, file: string, pins: readonly Pin[]): readonly [text: string, added: number] {
  const known = new Set(parsePins(text, file).map(keyOf));
  const fresh = pins.filter((pin) => !known.has(keyOf(pin)) && known.add(keyOf(pin)));
  if (fresh.length === 0) return [text, 0];
  const start = text === '' ? `${header.join('\n')}\n` : text.endsWith('\n') ? text : `${text}\n`;
  return [start + fresh.map((pin) => `${pinLine(pin)}\n`).join(''), fresh.length];
}

export function pinLine({ scenario, variant, seed, why }: Pin): string {
  const line = `${scenario} ${variant} ${seed}`;
  const reason = why.replaceAll(/\s+/g, ' ').trim();
  return reason === '' ? line : `${line}  # ${reason}`;
}

function keyOf({ scenario, variant, seed }: Pin): string {
  return `${scenario} ${variant} ${seed}`;
}
