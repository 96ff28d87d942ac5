import { globMatches } from './glob.ts';

const defaults: readonly (readonly [string, string])[] = [
  ['appendonly', 'no'],
  ['databases', '16'],
  ['maxmemory', '0'],
  ['maxmemory-policy', 'noeviction'],
  ['repl-backlog-size', '1048576'],
  ['repl-timeout', '60'],
  ['replica-read-only', 'yes'],
  ['save', ''],
  ['timeout', '0'],
];

/** Those that only the command line of a server sets. */
const immutable = new Set(['databases']);
const switches = new Set(['appendonly', 'replica-read-only']);
const numbers = new Set(['maxmemory', 'repl-backlog-size', 'repl-timeout', 'timeout']);

/** The settings of CONFIG. `repl-backlog-size`, `repl-timeout` and `replica-read-only` have an effect; the others are told. */
export class Config {
  readonly #values = new Map(defaults);

  get(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new RangeError(`no setting is called ${name}; see CONFIG GET *`);
    return value;
  }

  number(name: string): number {
    return Number(this.get(name));
  }

  matching(pattern: string): [string, string][] {
    return [...this.#values].filter(([name]) => globMatches(pattern.toLowerCase(), name));
  }

  /** Why this cannot be set, in the words of CONFIG SET, or undefined. */
  refuse(name: string, value: string): string | undefined {
    if (!this.#values.has(name)) return `ERR Unknown option or number of arguments for CONFIG SET - '${name}'`;
    const failed = `ERR CONFIG SET failed (possibly related to argument '${name}')`;
    if (immutable.has(name)) return `${failed} - can't set immutable config`;
    if (switches.has(name) && !/^(yes|no)$/i.test(value)) return `${failed} - argument must be 'yes' or 'no'`;
    if (numbers.has(name) && !/^\d+$/.test(value)) return `${failed} - argument couldn't be parsed into an integer`;
    return undefined;
  }

  set(name: string, value: string): void {
    this.#values.set(name, switches.has(name) ? value.toLowerCase() : value);
  }
}
