/**
 * Numbers as Redis reads and writes them: strict 64-bit integers, doubles through strtod and "%.17g".
 */
import { CommandError, notAFloat, notAnInteger } from './errors.ts';

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);
const integerPattern = /^(?:0|-?[1-9]\d{0,18})$/;

/** A strict signed 64-bit integer (no plus, no leading zero), or undefined. A bigint only when a number would lose digits. */
export function parseInteger(text: string): number | bigint | undefined {
  if (!integerPattern.test(text)) return undefined;
  if (text.length <= 15) return Number(text);
  const value = BigInt(text);
  if (value > int64Max || value < int64Min) return undefined;
  return narrow(value);
}

/** An integer argument; beyond 2^53 it is rounded, which is enough for indexes, counts and times. */
export function integerArgument(text: string | undefined, message = notAnInteger): number {
  const value = text === undefined ? undefined : parseInteger(text);
  if (value === undefined) throw new CommandError(message);
  return Number(value);
}

/** `a + b` within 64 bits; throws what INCR says when it does not fit. */
export function addIntegers(a: number | bigint, b: number | bigint): number | bigint {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const sum = BigInt(a) + BigInt(b);
  if (sum > int64Max || sum < int64Min) throw new CommandError('ERR increment or decrement would overflow');
  return narrow(sum);
}

function narrow(value: bigint): number | bigint {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : value;
}

const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinitePattern = /^[+-]?inf(?:inity)?$/i;

/** A double, `inf` and `-inf` included, or undefined; what a double cannot hold is refused as strtod's ERANGE is. */
export function parseDouble(text: string): number | undefined {
  if (decimalPattern.test(text)) {
    const value = Number(text);
    const underflowed = value === 0 && /^[^e]*[1-9]/i.test(text);
    return Number.isFinite(value) && !underflowed ? value : undefined;
  }
  if (infinitePattern.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}

export function doubleArgument(text: string | undefined, message = notAFloat): number {
  const value = text === undefined ? undefined : parseDouble(text);
  if (value === undefined) throw new CommandError(message);
  return value;
}

/** As Redis 7.0 prints a score: whole numbers plainly, all else as C's "%.17g". */
export function formatDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  if (Object.is(value, -0)) return '-0';
  if (Number.isSafeInteger(value)) return String(value);
  const [digits = '', exponentText = '0'] = value.toExponential(16).split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 17) {
    const padded = String(Math.abs(exponent)).padStart(2, '0');
    return `${trimZeros(digits)}e${exponent < 0 ? '-' : '+'}${padded}`;
  }
  return trimZeros(exponent < 0 ? value.toFixed(16 - exponent) : value.toPrecision(17));
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
