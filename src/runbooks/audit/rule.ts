import type { Path } from '../files/index.ts';
import type { Subject } from './subject.ts';

/** `error` breaks a recovery, `warning` may, `note` is good to know. */
export type Severity = 'error' | 'warning' | 'note';

/** A value in a file. The path may lead to a value that was left out: then the place is the nearest one above it. */
export interface Blamed {
  readonly file: string;
  readonly path: Path;
}

/** What a rule found: the value to blame, and the sentence for people, without a stop. */
export interface Found extends Blamed {
  readonly message: string;
  /** Another than the rule's. */
  readonly severity?: Severity;
  /** Other values that play a part, each with a few words. */
  readonly also?: readonly (Blamed & { readonly says: string })[];
}

/** One thing that an audit looks for: a pure function over what was loaded. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it matters, in one sentence. */
  readonly why: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
  find(subject: Subject): Iterable<Found>;
}

/** A finding with its place, as reports show it. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `world.installations.kernel.place.zone` */
  readonly path: string;
  readonly also: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly says: string;
  }[];
}
