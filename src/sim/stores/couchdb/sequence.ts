/** How sequence numbers look from outside: integers in CouchDB 1.x, opaque strings that begin with a number from 2.0 on. */
import { badRequest } from './errors.ts';

export type Sequence = number | string;

export class Sequences {
  readonly #opaque: boolean;

  constructor(couchVersion: string) {
    this.#opaque = Number.parseInt(couchVersion, 10) >= 2;
  }

  /** `databaseUuid` stands for the shards that a real one encodes. */
  format(seq: number, databaseUuid: string): Sequence {
    return this.#opaque ? `${seq}-g1AAAA${databaseUuid}` : seq;
  }

  /** Reads `since`; throws 400 for what is no sequence number. */
  parse(text: string | undefined, now: number): number {
    if (text === undefined || text === '' || text === '0') return 0;
    if (text === 'now') return now;
    const match = /^"?(\d+)(-[^"]*)?"?$/.exec(text);
    if (match === null) throw badRequest(`Malformed sequence supplied in 'since' parameter: ${text}`);
    return Number(match[1]);
  }
}
