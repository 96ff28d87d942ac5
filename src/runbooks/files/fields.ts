import { z } from 'zod';
import type { Distribution } from './distribution.ts';
import { sigmaFromP95 } from './distribution.ts';
import { durationPattern, formatDuration, parseDuration } from './duration.ts';
import { hint } from './problems.ts';

// zod would compile its schemas with `new Function`. A file is read once: compiling costs more (37 ms) than it saves,
// and no text is ever run here.
z.config({ jitless: true });

/** What a name in a file can point to; whether it exists is checked once the whole scenario has been read. */
export type ReferenceKind =
  | 'region'
  | 'zone'
  | 'account'
  | 'installation'
  | 'office'
  | 'decision'
  | 'work'
  | 'target'
  | 'operation';

/** Marks a schema as a name of something that must exist; `references.ts` finds the marked values again. */
export const referenceKinds = z.registry<{ to: ReferenceKind }>();

/** A name of something that the scenario must contain. */
export function reference(to: ReferenceKind) {
  return z.string().min(1).register(referenceKinds, { to });
}

type Camel<K> = K extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : K;
type Renamed<T, R> = { [K in keyof T as K extends keyof R ? (R[K] extends string ? R[K] : never) : Camel<K>]: T[K] };
type Shape = Readonly<Record<string, z.ZodType>>;

/**
 * A mapping with exactly these keys. The file's kebab-case keys become camelCase, and `renames` gives the names that carry a unit:
 * `section({ 'hold-for': seconds() }, { 'hold-for': 'holdForSeconds' })`.
 */
export function section<S extends Shape, const R extends { readonly [K in keyof S]?: string } = Record<never, never>>(
  shape: S,
  renames?: R,
) {
  return z
    .strictObject(shape)
    .transform((value) => rename(value, renames ?? {}) as Renamed<z.output<z.ZodObject<S>>, R>);
}

function rename(value: object, renames: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const renamed: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) renamed[renames[key] ?? camelCase(key)] = entry;
  return renamed;
}

/** `bytes-per-document` as `bytesPerDocument`. */
export function camelCase(key: string): string {
  return key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A name that users give: it starts with a letter (so that no name is taken for a list index), then letters, digits, `.`, `_`, `-`. */
export const nameText = z.string().regex(/^[A-Za-z][A-Za-z0-9._-]*$/, {
  error: (issue) =>
    `"${String(issue.input)}" is no name: begin with a letter, go on with letters, digits, ".", "_" or "-"`,
});

/** A mapping from names that users give to values of one kind. */
export function named<V extends z.ZodType>(value: V) {
  return z.record(nameText, value);
}

/** One of a fixed list of words; an unknown one is answered with the nearest. */
export function oneOf<const W extends string>(what: string, words: readonly W[]) {
  return z.enum(words as readonly [W, ...W[]], {
    error: (issue) =>
      typeof issue.input === 'string'
        ? `unknown ${what} "${issue.input}"${hint(issue.input, words)}`
        : listed(what, words),
  });
}

/** The words of a list that plug-ins make longer, and what each means; JSON Schemas are written from it. */
export const listsOfNow = z.registry<{ words: () => readonly string[]; docOf?: (word: never) => string }>();

/** As `oneOf`, for a list that plug-ins make longer: it is asked for when a file is read. */
export function oneOfNow<W extends string>(what: string, words: () => readonly W[], docOf?: (word: W) => string) {
  const known = z
    .string({ error: () => listed(what, words()) })
    .superRefine((value, context) => {
      if ((words() as readonly string[]).includes(value)) return;
      context.addIssue({ code: 'custom', message: `unknown ${what} "${value}"${hint(value, words())}` });
    })
    .register(listsOfNow, { words, docOf });
  return known as unknown as z.ZodType<W, W>;
}

function listed(what: string, words: readonly string[]): string {
  return `expected ${what} (${words.slice(0, 6).join(', ')}${words.length > 6 ? ', ...' : ''})`;
}

function durationHint(text: string): string {
  const loose = /^(\d+(?:\.\d+)?)\s*(s|m|h|d)[a-z]*$/i.exec(text.trim());
  if (loose !== null) {
    const unit = loose[2]!.toUpperCase();
    return `; did you mean "${unit === 'D' ? 'P' : 'PT'}${loose[1]}${unit}"?`;
  }
  if (parseDuration(text.trim().toUpperCase()) !== undefined) return `; did you mean "${text.trim().toUpperCase()}"?`;
  return '; write it as PT90S, PT10M, PT1H9M or P1D (at most 366 days)';
}

function toSeconds(text: string, context: z.RefinementCtx): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return seconds;
  context.addIssue({ code: 'custom', message: `"${text}" is no duration${durationHint(text)}` });
  return z.NEVER;
}

/** An ISO 8601 duration (`PT38M`), as seconds. */
export function seconds() {
  return z
    .string({ error: 'expected a duration such as PT10M' })
    .register(z.globalRegistry, { pattern: durationPattern, examples: ['PT10M'] })
    .transform(toSeconds);
}

/** A duration above zero, as seconds. */
export function positiveSeconds() {
  return seconds().refine((value) => value > 0, { error: 'must be longer than PT0S' });
}

/** How often something is done, as seconds: what happens all the time would leave none for anything else. */
export function period(leastSeconds: number) {
  return seconds().refine((value) => value >= leastSeconds, {
    error: `too often; leave at least ${formatDuration(leastSeconds)} between`,
  });
}

/** A share between 0 and 1. */
export const fraction = z.number().min(0).max(1);

/** A whole number of at least `min` and at most `max`. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  return z.int().min(min).max(max);
}

const lognormal = () =>
  z
    .strictObject({ p50: positiveSeconds(), sigma: z.number().min(0).optional(), p95: positiveSeconds().optional() })
    .transform((value, context): Distribution => {
      if ((value.sigma === undefined) === (value.p95 === undefined)) {
        context.addIssue({ code: 'custom', message: 'a lognormal takes p50 and one of sigma and p95' });
        return z.NEVER;
      }
      if (value.p95 !== undefined && value.p95 < value.p50) {
        context.addIssue({ code: 'custom', message: 'p95 is below p50', path: ['p95'] });
        return z.NEVER;
      }
      return {
        kind: 'lognormal',
        p50Seconds: value.p50,
        sigma: value.sigma ?? sigmaFromP95(value.p50, value.p95 ?? value.p50),
      };
    });

const normal = () =>
  z.strictObject({ mean: seconds(), sd: seconds(), min: seconds().default(0) }).transform(
    (value): Distribution => ({
      kind: 'normal',
      meanSeconds: value.mean,
      sdSeconds: value.sd,
      minSeconds: value.min,
    }),
  );

const triangular = () =>
  z
    .strictObject({ min: seconds(), mode: seconds(), max: seconds() })
    .refine((value) => value.min <= value.mode && value.mode <= value.max, { error: 'min, mode and max must rise' })
    .transform(
      (value): Distribution => ({
        kind: 'triangular',
        minSeconds: value.min,
        modeSeconds: value.mode,
        maxSeconds: value.max,
      }),
    );

const uniform = () =>
  z
    .strictObject({ min: seconds(), max: seconds() })
    .refine((value) => value.min <= value.max, { error: 'min is above max' })
    .transform((value): Distribution => ({ kind: 'uniform', minSeconds: value.min, maxSeconds: value.max }));

const shapes = () => ({
  lognormal: lognormal().optional(),
  normal: normal().optional(),
  triangular: triangular().optional(),
  uniform: uniform().optional(),
  fixed: z.union([seconds(), z.number().min(0)], { error: 'expected a duration such as PT10M, or seconds' }).optional(),
});

const makeShape = () => z.strictObject(shapes()).register(z.globalRegistry, { minProperties: 1, maxProperties: 1 });
/** One for all distributions, made for the first. */
let oneShape: ReturnType<typeof makeShape> | undefined;

/** How long something takes: a duration, a number of seconds, or one of the distributions of `distribution.ts`. */
export function distribution() {
  oneShape ??= makeShape();
  const names = Object.keys(oneShape.shape).join(', ');
  return z
    .union([seconds(), z.number().min(0), oneShape], {
      error: `expected a duration such as PT95S, or one of ${names}`,
    })
    .transform((value, context): Distribution => {
      if (typeof value === 'number') return { kind: 'fixed', seconds: value };
      const chosen = Object.values(value).filter((entry) => entry !== undefined);
      if (chosen.length === 1) {
        const only = chosen[0]!;
        return typeof only === 'number' ? { kind: 'fixed', seconds: only } : only;
      }
      context.addIssue({ code: 'custom', message: `give exactly one of ${names}` });
      return z.NEVER;
    });
}
