/**
 * The AWS command line's shorthand for structures: `Name=instance-id,Values=i-1,i-2`, `ResourceType=instance,Tags=[{Key=Name,Value=x}]`, or
 * JSON (docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html).
 */
import { ConsoleMistake, type Word } from '../words.ts';

/** One structure; several, where JSON gives a list. Throws a ConsoleMistake with the column in the line. */
export function readShorthand({ text, column }: Word): object[] {
  if (/^\s*[[{]/.test(text)) return readJson(text, column);
  const reader = new Reader(text, column);
  const members = reader.members('');
  return [members];
}

function readJson(text: string, column: number): object[] {
  try {
    const value = JSON.parse(text) as unknown;
    const list = Array.isArray(value) ? value : [value];
    if (list.every((item) => typeof item === 'object' && item !== null)) return list;
  } catch {
    // Said below.
  }
  throw new ConsoleMistake('this is no JSON of a structure', column);
}

type Member = string | (string | object)[] | object;

/** What a structure holds as a list, and as a number: the shorthand alone does not say. */
const LISTS = new Set(['Values', 'Tags', 'IpRanges', 'UserIdGroupPairs']);
const NUMBERS = new Set(['FromPort', 'ToPort']);

function typed(key: string, value: Member): unknown {
  if (LISTS.has(key) && !Array.isArray(value)) return [value];
  return NUMBERS.has(key) && typeof value === 'string' ? Number(value) : value;
}

class Reader {
  readonly #text: string;
  readonly #column: number;
  #at = 0;

  constructor(text: string, column: number) {
    this.#text = text;
    this.#column = column;
  }

  /** `Key=value` members up to `end`, which is left where it is. */
  members(end: string): object {
    const members: Record<string, unknown> = {};
    while (!this.#isAt(end)) {
      const key = this.#until('=,[]{}');
      if (key === '' || this.#next() !== '=') throw this.#fail('expected Key=Value');
      members[key] = typed(key, this.#value(end));
      if (!this.#isAt(end) && this.#next() !== ',') throw this.#fail('expected a comma', -1);
    }
    return members;
  }

  /** A list in brackets, a structure in braces, a text; texts behind it that are no key of their own make it a list. */
  #value(end: string): Member {
    if (this.#isAt('[')) return this.#list();
    if (this.#isAt('{')) return this.#braced();
    const texts = [this.#until(',[]{}')];
    while (this.#isAt(',') && !/^,[^,=[\]{}]*=/.test(this.#text.slice(this.#at)) && !this.#isAt(end)) {
      this.#next();
      texts.push(this.#until(',[]{}'));
    }
    return texts.length === 1 ? texts[0]! : texts;
  }

  #list(): (string | object)[] {
    this.#next();
    const items: (string | object)[] = [];
    while (!this.#isAt(']')) {
      items.push(this.#isAt('{') ? this.#braced() : this.#until(',[]{}'));
      if (this.#isAt(',')) this.#next();
      else if (!this.#isAt(']')) throw this.#fail('this [ is not closed');
    }
    if (this.#next() !== ']') throw this.#fail('this [ is not closed', -1);
    return items;
  }

  #braced(): object {
    this.#next();
    const members = this.members('}');
    if (this.#next() !== '}') throw this.#fail('this { is not closed', -1);
    return members;
  }

  /** At that sign, or at the end of the text for the empty one. The end of the text is the end of everything. */
  #isAt(sign: string): boolean {
    if (this.#at >= this.#text.length) return true;
    return sign !== '' && this.#text[this.#at] === sign;
  }

  #until(signs: string): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !signs.includes(this.#text[this.#at]!)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #next(): string {
    return this.#text[this.#at++] ?? '';
  }

  #fail(message: string, back = 0): ConsoleMistake {
    return new ConsoleMistake(message, this.#column + this.#at + back);
  }
}
