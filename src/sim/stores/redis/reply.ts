import { formatDouble } from './numbers.ts';

/**
 * Collects replies in RESP2 or RESP3 as one binary string until they are taken as bytes.
 * Where the two protocols differ the method is named after the RESP3 shape and falls back to RESP2's.
 */
export class Reply {
  protocol: 2 | 3 = 2;
  #out = '';

  get isEmpty(): boolean {
    return this.#out === '';
  }

  /** Everything written since the last call. */
  take(): Buffer {
    const bytes = Buffer.from(this.#out, 'latin1');
    this.#out = '';
    return bytes;
  }

  drop(): void {
    this.#out = '';
  }

  simple(text: string): void {
    this.#out += `+${text}\r\n`;
  }

  ok(): void {
    this.#out += '+OK\r\n';
  }

  error(text: string): void {
    this.#out += `-${text.replace(/[\r\n]/g, ' ')}\r\n`;
  }

  integer(value: number | bigint): void {
    this.#out += `:${value}\r\n`;
  }

  bulk(text: string): void {
    this.#out += `$${text.length}\r\n${text}\r\n`;
  }

  bulkOrNull(text: string | undefined): void {
    if (text === undefined) this.nothing();
    else this.bulk(text);
  }

  nothing(): void {
    this.#out += this.protocol === 3 ? '_\r\n' : '$-1\r\n';
  }

  noArray(): void {
    this.#out += this.protocol === 3 ? '_\r\n' : '*-1\r\n';
  }

  double(value: number): void {
    if (this.protocol === 3) this.#out += `,${formatDouble(value)}\r\n`;
    else this.bulk(formatDouble(value));
  }

  /** Text that is meant for people; plain bulk in RESP2. */
  verbatim(text: string): void {
    if (this.protocol === 3) this.#out += `=${text.length + 4}\r\ntxt:${text}\r\n`;
    else this.bulk(text);
  }

  array(length: number): void {
    this.#out += `*${length}\r\n`;
  }

  bulks(texts: readonly string[]): void {
    this.array(texts.length);
    for (const text of texts) this.bulk(text);
  }

  /** Header of `pairs` key-value pairs, whose keys and values follow. */
  map(pairs: number): void {
    this.#out += this.protocol === 3 ? `%${pairs}\r\n` : `*${pairs * 2}\r\n`;
  }

  set(length: number): void {
    this.#out += this.protocol === 3 ? `~${length}\r\n` : `*${length}\r\n`;
  }

  push(length: number): void {
    this.#out += this.protocol === 3 ? `>${length}\r\n` : `*${length}\r\n`;
  }

  /** Bytes that are RESP already: the replication stream. */
  raw(text: string): void {
    this.#out += text;
  }
}

/** A request as it stands in the replication stream. */
export function encodeRequest(args: readonly string[]): string {
  let text = `*${args.length}\r\n`;
  for (const arg of args) text += `$${arg.length}\r\n${arg}\r\n`;
  return text;
}
