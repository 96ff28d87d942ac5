import type { z } from 'zod';

/** What a step hands on, for `${{ steps.<id>.outputs.<name> }}`. */
export type OutputType = 'string' | 'number' | 'boolean' | 'list';

/** One kind of step. */
export interface StepEntry {
  /** One sentence for people. */
  readonly doc: string;
  readonly with: z.ZodType<object>;
  /** Whether it changes anything: safety rules are checked before such a step. */
  readonly writes: boolean;
  /**
   * Whether doing it a second time does no harm: what is there already is found or set again. After a crash in the middle of a step
   * `resume` does such a step again by itself; of any other that writes a person says whether it was done.
   */
  readonly safeToRepeat: boolean;
  /** Probes whose reading it moves at once: a safety rule ATLEAST of one of them is asked after it. */
  readonly changes?: readonly string[];
  /** Whether it may stand under `preflight` and `verify`: it looks, and answers yes or no. */
  readonly checks: boolean;
  readonly outputs: Readonly<Record<string, OutputType>>;
  /** What a check accepts, where that can be set. */
  readonly tolerance?: z.ZodType;
  /** A `with` that is valid; a test reads each. */
  readonly example: unknown;
}

/** One kind of probe. */
export interface ProbeEntry {
  readonly doc: string;
  readonly with: z.ZodType<object>;
  readonly tolerance: z.ZodType;
  /** Whether it measures one number, which `probe('...')` in an expression and safety rules can compare. */
  readonly numeric: boolean;
  readonly example: { readonly with: unknown; readonly tolerance: unknown };
}

/** What a fault can be aimed at. */
export type TargetType = 'zone' | 'region' | 'host' | 'link';

/** One kind of fault. */
export interface FaultEntry {
  readonly doc: string;
  readonly with: z.ZodType<object>;
  /** The type of its target; null if `with` says everything. */
  readonly target: TargetType | null;
  /**
   * Whether `for` limits it: `required` (a fault without an end is a mistake), `optional` (none: until the end),
   * `never` (it is a moment).
   */
  readonly duration: 'required' | 'optional' | 'never';
  readonly example: unknown;
}

/** An entry as its table is written: its schemas are made by functions. */
export type Unmade<E> = {
  readonly [K in keyof E]: E[K] | (NonNullable<E[K]> extends z.ZodType ? () => NonNullable<E[K]> : never);
};
type Made<T> = {
  readonly [N in keyof T]: { readonly [K in keyof T[N]]: T[N][K] extends () => infer Schema ? Schema : T[N][K] };
};

/**
 * A table of entries. A schema costs more to make than to use, and a run asks for few of the kinds that there are: each is made when
 * somebody first asks for it.
 */
export function made<const T extends Readonly<Record<string, object>>>(entries: T): Made<T> {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, madeEntry(entry)])) as Made<T>;
}

function madeEntry(entry: object): object {
  const result = {};
  for (const [key, value] of Object.entries(entry)) {
    const enumerable = true;
    if (typeof value !== 'function') Object.defineProperty(result, key, { value, enumerable });
    else {
      let schema: unknown;
      Object.defineProperty(result, key, { get: () => (schema ??= value()), enumerable });
    }
  }
  return result;
}
