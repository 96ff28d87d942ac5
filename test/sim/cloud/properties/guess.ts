/** What a customer writes into a request: mostly what is there and hers, sometimes somebody else's, sometimes nothing that ever was. */
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';

/** The kinds of ids, by what stands before the dash. */
export type IdKind =
  | 'i'
  | 'r'
  | 'vol'
  | 'snap'
  | 'ami'
  | 'sg'
  | 'sgr'
  | 'eipalloc'
  | 'eipassoc'
  | 'key'
  | 'vpc'
  | 'subnet';

/** What a customer has seen in answers: ids of each kind, and what has no id. */
export interface Seen {
  ids(kind: IdKind): readonly string[];
  /** The group that a rule belongs to. */
  groupOf(ruleId: string): string | undefined;
  readonly addresses: readonly string[];
  readonly zones: readonly string[];
  /** Of an action's last answers. */
  readonly pages: readonly string[];
}

export class Guess {
  readonly region: string;
  readonly #numbers: readonly number[];
  readonly #mine: Seen;
  readonly #theirs: Seen;
  #next = 0;

  /** `numbers` decide everything; zeros are the plainest choice, so that fast-check shrinks towards it. */
  constructor(numbers: readonly number[], region: string, mine: Seen, theirs: Seen) {
    this.#numbers = numbers;
    this.region = region;
    this.#mine = mine;
    this.#theirs = theirs;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    const drawn = this.#numbers[this.#next++ % this.#numbers.length] ?? 0;
    return drawn % count;
  }

  oneOf<T>(...values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** The first five times in six. */
  mostly<T>(usual: T, ...others: readonly T[]): T {
    return this.seldom(6) ? this.oneOf(...others) : usual;
  }

  /** Once in `times` times. */
  seldom(times: number): boolean {
    return this.below(times) === times - 1;
  }

  perhaps<T>(value: () => T): T | undefined {
    return this.seldom(3) ? value() : undefined;
  }

  listOf<T>(value: () => T): T[] {
    return Array.from({ length: 1 + (this.seldom(3) ? 1 : 0) }, value);
  }

  id(kind: IdKind): string {
    const known = (this.seldom(16) ? this.#theirs : this.#mine).ids(kind);
    if (known.length === 0 || this.seldom(24)) return this.oneOf(`${kind}-0badcafe`, `${kind}-`, 'nonsense');
    // The newest first: it is the likeliest to be of use.
    return known[known.length - 1 - this.below(known.length)]!;
  }

  ids(kind: IdKind): string[] {
    return this.listOf(() => this.id(kind));
  }

  groupOf(ruleId: string): string {
    return this.#mine.groupOf(ruleId) ?? this.id('sg');
  }

  image(): string {
    const own = this.#mine.ids('ami');
    if (this.seldom(24)) return 'ami-0badcafe';
    if (own.length > 0 && this.seldom(4)) return own[this.below(own.length)]!;
    return ubuntuImage(this.region, this.seldom(6) ? 'i386' : 'x86_64');
  }

  address(): string {
    const known = (this.seldom(16) ? this.#theirs : this.#mine).addresses;
    return known.length === 0 || this.seldom(24) ? '192.0.2.7' : known[this.below(known.length)]!;
  }

  zone(): string {
    const { zones } = this.#mine;
    return this.seldom(3) ? this.oneOf(...zones, 'eu-west-1x') : zones[0]!;
  }

  name(): string {
    return this.oneOf('web', 'couch', 'default', 'redis', '', 'web*');
  }

  tags() {
    return this.listOf(() => ({
      Key: this.oneOf('Name', 'role', 'aws:mine'),
      Value: this.oneOf('web', '', undefined),
    }));
  }

  page(): string | undefined {
    const { pages } = this.#mine;
    return pages.length > 0 && this.seldom(2) ? pages[this.below(pages.length)] : this.perhaps(() => 'no such page');
  }

  /** What every describing action may be asked for besides ids. */
  listing(filter: string, value: () => string) {
    if (this.seldom(4)) return { MaxResults: this.oneOf(5, 6, 1000, 0, 4), NextToken: this.page() };
    const Name = this.seldom(16) ? 'colour' : this.oneOf(filter, 'tag:Name', 'tag-key');
    return this.seldom(3) ? { Filters: [{ Name, Values: this.listOf(() => this.oneOf(value(), '*', 'w?b')) }] } : {};
  }
}
