/** Limits of Redis 7.0: `PROTO_INLINE_MAX_SIZE`, `proto-max-bulk-len`, and INT_MAX for the number of arguments. */
const inlineMaxBytes = 64 * 1024;
const bulkMaxBytes = 512 * 1024 * 1024;
const argumentsMax = 2 ** 31 - 1;

const carriageReturn = 13;
const lineFeed = 10;
const asterisk = 42;
const dollar = 36;
const nothing = Buffer.alloc(0);

/** What a client sent is not RESP: it is told so and its connection is closed, as the real server does. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/**
 * Reads requests out of a stream of bytes that may be split anywhere: arrays of bulk strings, and inline commands.
 * Arguments are binary strings, one character (0-255) per byte.
 */
export class RequestParser {
  #buffer: Buffer = nothing;
  #at = 0;
  #later: Buffer[] = [];
  #laterBytes = 0;
  /** Bytes that must be there before another attempt makes sense; keeps a large value in small pieces linear. */
  #bytesWanted = 0;
  #args: string[] = [];
  #argumentsLeft = 0;
  #bulkBytes = -1;

  push(bytes: Buffer): void {
    if (this.#at === this.#buffer.length && this.#later.length === 0) {
      this.#buffer = bytes;
      this.#at = 0;
      return;
    }
    this.#later.push(bytes);
    this.#laterBytes += bytes.length;
  }

  /** The next whole request (never empty), or undefined until more bytes come. Throws `ProtocolError`. */
  next(): string[] | undefined {
    for (;;) {
      const request = this.#parse();
      if (request !== undefined) {
        if (request.length > 0) return request;
        continue;
      }
      const unread = this.#buffer.length - this.#at;
      if (this.#laterBytes === 0 || unread + this.#laterBytes < this.#bytesWanted) return undefined;
      this.#buffer = Buffer.concat([this.#buffer.subarray(this.#at), ...this.#later]);
      this.#at = 0;
      this.#later = [];
      this.#laterBytes = 0;
    }
  }

  #parse(): string[] | undefined {
    this.#bytesWanted = 0;
    if (this.#at >= this.#buffer.length) return undefined;
    if (this.#argumentsLeft === 0) {
      if (this.#buffer[this.#at] !== asterisk) return this.#parseInline();
      const count = this.#readLength('mbulk', argumentsMax);
      if (count === undefined) return undefined;
      if (Number.isNaN(count)) throw new ProtocolError('invalid multibulk length');
      if (count <= 0) return [];
      this.#argumentsLeft = count;
      this.#args = [];
    }
    while (this.#argumentsLeft > 0) {
      const argument = this.#readBulk();
      if (argument === undefined) return undefined;
      this.#args.push(argument);
      this.#argumentsLeft--;
    }
    return this.#args;
  }

  #readBulk(): string | undefined {
    if (this.#bulkBytes === -1) {
      if (this.#at >= this.#buffer.length) return undefined;
      const sign = this.#buffer[this.#at];
      if (sign !== dollar) throw new ProtocolError(`expected '$', got '${String.fromCharCode(sign ?? 0)}'`);
      const length = this.#readLength('bulk', bulkMaxBytes);
      if (length === undefined) return undefined;
      if (Number.isNaN(length) || length < 0) throw new ProtocolError('invalid bulk length');
      this.#bulkBytes = length;
    }
    const end = this.#at + this.#bulkBytes;
    if (end + 2 > this.#buffer.length) {
      this.#bytesWanted = this.#bulkBytes + 2;
      return undefined;
    }
    const argument = this.#buffer.toString('latin1', this.#at, end);
    this.#at = end + 2;
    this.#bulkBytes = -1;
    return argument;
  }

  /** The number after the sign at the cursor; NaN when it is none or too large; undefined while the line is not whole. */
  #readLength(what: string, max: number): number | undefined {
    const buffer = this.#buffer;
    let at = this.#at + 1;
    let value = 0;
    for (; at < buffer.length; at++) {
      const digit = (buffer[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (buffer[at] !== carriageReturn) {
      const end = buffer.indexOf(carriageReturn, this.#at);
      if (end === -1) {
        if (buffer.length - this.#at > inlineMaxBytes) throw new ProtocolError(`too big ${what} count string`);
        return undefined;
      }
      if (end + 1 >= buffer.length) return undefined;
      const text = buffer.toString('latin1', this.#at + 1, end);
      this.#at = end + 2;
      return /^-[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
    }
    if (at + 1 >= buffer.length) return undefined;
    const digits = at - this.#at - 1;
    const leadingZero = digits > 1 && buffer[this.#at + 1] === 48;
    this.#at = at + 2;
    return digits === 0 || leadingZero || value > max ? Number.NaN : value;
  }

  #parseInline(): string[] | undefined {
    const end = this.#buffer.indexOf(lineFeed, this.#at);
    if (end === -1) {
      if (this.#buffer.length - this.#at > inlineMaxBytes) throw new ProtocolError('too big inline request');
      return undefined;
    }
    const stop = end > this.#at && this.#buffer[end - 1] === carriageReturn ? end - 1 : end;
    const words = splitWords(this.#buffer.toString('latin1', this.#at, stop));
    this.#at = end + 1;
    if (words === undefined) throw new ProtocolError('unbalanced quotes in request');
    return words;
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/** Words of an inline command; quotes as in a shell. Undefined when a quote is not closed or is followed by more text. */
function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (isSpace(line[at])) at++;
    if (at >= line.length) return words;
    let word = '';
    while (at < line.length && !isSpace(line[at])) {
      const quote = line[at];
      if (quote !== '"' && quote !== "'") {
        word += line[at++];
        continue;
      }
      const quoted = readQuoted(line, at + 1, quote);
      if (quoted === undefined || (quoted.next < line.length && !isSpace(line[quoted.next]))) return undefined;
      word += quoted.text;
      at = quoted.next;
    }
    words.push(word);
  }
}

function readQuoted(line: string, from: number, quote: string): { text: string; next: number } | undefined {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const char = line[at] as string;
    if (char === quote) return { text, next: at + 1 };
    if (char !== '\\' || at + 1 >= line.length) {
      text += char;
      continue;
    }
    const next = line[at + 1] as string;
    const hex = quote === '"' && next === 'x' ? /^[0-9a-fA-F]{2}/.exec(line.slice(at + 2)) : null;
    if (hex !== null) {
      text += String.fromCharCode(Number.parseInt(hex[0], 16));
      at += 3;
    } else if (quote === '"') {
      text += escapes[next] ?? next;
      at += 1;
    } else if (next === "'") {
      text += "'";
      at += 1;
    } else {
      text += char;
    }
  }
  return undefined;
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && (char === ' ' || (char >= '\t' && char <= '\r'));
}
