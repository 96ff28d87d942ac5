/** What of a fault can be made smaller: how long it lasts, and how much it hits. */
import type { Fault } from '../files/index.ts';

/** One number of a fault. It can be turned down from `value` to `floor` in steps of `notch`. */
export interface Knob {
  /** `for`, `with.percentage`, `with.ebs.lost`. */
  readonly name: string;
  readonly value: number;
  readonly floor: number;
  readonly notch: number;
  /** The fault with this number instead. */
  set(value: number): Fault;
}

/** The knobs of a fault that are not down at their floor yet. */
export function knobsOf(fault: Fault): Knob[] {
  const knobs = fault.forSeconds === undefined ? [] : [durationKnob(fault, fault.forSeconds)];
  return [...knobs, ...withKnobs(fault)].filter(({ value, floor }) => value > floor);
}

/** The next smaller value; the floor at the end. */
export function notchDown({ value, floor, notch }: Knob): number {
  // The tolerance: 0.07 / 0.01 is a little more than 7.
  return Math.max(floor, onGrid((Math.ceil(value / notch - 1e-6) - 1) * notch, notch));
}

/** The multiple of a notch next to a value: numbers that people write. */
export function onGrid(value: number, notch: number): number {
  return Number((Math.round(value / notch) * notch).toFixed(6));
}

function durationKnob(fault: Fault, seconds: number): Knob {
  const notch = notchOf(seconds);
  return {
    name: 'for',
    value: seconds,
    floor: Math.min(seconds, notch),
    notch,
    set: (to) => ({ ...fault, forSeconds: to }),
  };
}

/** A minute of what lasts ten or more, ten seconds of what lasts one or more, else a second. */
function notchOf(seconds: number): number {
  if (seconds >= 600) return 60;
  return seconds >= 60 ? 10 : 1;
}

function withKnobs(fault: Fault): Knob[] {
  const set = (path: readonly string[]) => (to: number | undefined) =>
    ({ ...fault, with: put(fault.with, path, to) }) as Fault;
  return numbersIn(fault.with).flatMap(({ path, value }): Knob[] => {
    const name = ['with', ...path].join('.');
    const key = path.at(-1)!;
    // Until when a zone stays dark counts from the zero of the fault clock, and is nothing more once its power is back.
    if (key === 'darkUntilSeconds') {
      const floor = Math.min(value, fault.atSeconds + (fault.forSeconds ?? 0));
      return [{ name, value, floor, notch: 60, set: (to) => set(path)(to > floor ? to : undefined) }];
    }
    if (key.endsWith('Seconds')) {
      const notch = notchOf(value);
      return [{ name, value, floor: Math.min(value, notch), notch, set: set(path) }];
    }
    if (key === 'percentage') return [{ name, value, floor: Math.min(value, 1), notch: 1, set: set(path) }];
    // What an account may have counts instances and addresses: less of it is more of the fault.
    if (key === 'instances' || key === 'addresses') return [];
    // A share of something, such as the disks that are lost.
    return value <= 1 ? [{ name, value, floor: 0, notch: 0.01, set: set(path) }] : [];
  });
}

function numbersIn(value: object, path: readonly string[] = []): { path: readonly string[]; value: number }[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    const at = [...path, key];
    if (typeof entry === 'number') return [{ path: at, value: entry }];
    return entry !== null && typeof entry === 'object' && !Array.isArray(entry) ? numbersIn(entry, at) : [];
  });
}

function put(value: object, [key, ...rest]: readonly string[], to: number | undefined): object {
  const entry = (value as Record<string, object>)[key!];
  if (rest.length > 0) return { ...value, [key!]: put(entry!, rest, to) };
  if (to !== undefined) return { ...value, [key!]: to };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
