import type { Engine } from './engine.ts';
import { CommandError, wrongArity } from './errors.ts';
import type { Session } from './session.ts';

/** Runs a command: `args[0]` is its name. Answers through `session.reply`, or throws a `CommandError` before it answered. */
export type Handler = (session: Session, args: string[], engine: Engine) => void;

/** First key, last key (negative: from the end) and step, as COMMAND tells them. */
export type KeyPositions = readonly [first: number, last: number, step: number];

export interface Command {
  /** Lower case; a subcommand is called `client|id`. */
  readonly name: string;
  /** Number of arguments with the name; negative: at least so many. */
  readonly arity: number;
  /** Redis's own words: `write`, `readonly`, `fast`, `blocking`, ... */
  readonly flags: readonly string[];
  readonly keys: KeyPositions;
  readonly isWrite: boolean;
  readonly run: Handler;
  readonly subcommands?: ReadonlyMap<string, Command>;
}

export const noKeys: KeyPositions = [0, 0, 0];
export const oneKey: KeyPositions = [1, 1, 1];
export const allKeys: KeyPositions = [1, -1, 1];

/** A row of the table of commands. `flags` are separated by spaces. */
export function command(name: string, arity: number, flags: string, keys: KeyPositions, run: Handler): Command {
  const words = flags === '' ? [] : flags.split(' ');
  return { name, arity, flags: words, keys, isWrite: words.includes('write'), run };
}

/** A command whose first argument names what to do, such as CLIENT. */
export function container(name: string, arity: number, flags: string, subcommands: readonly Command[], bare?: Handler) {
  const row = command(name, arity, flags, noKeys, bare ?? refuseBare(name));
  return { ...row, subcommands: new Map(subcommands.map((sub) => [sub.name.slice(name.length + 1), sub])) };
}

function refuseBare(name: string): Handler {
  return () => {
    throw wrongArity(name);
  };
}

export function arityFits(row: Command, args: readonly string[]): boolean {
  return row.arity >= 0 ? args.length === row.arity : args.length >= -row.arity;
}

/** Runs one command now; what it changed is handed on to the replicas as it was sent, unless the handler rewrote it. */
export function execute(engine: Engine, session: Session, row: Command, args: string[]): void {
  const changesBefore = engine.changes;
  engine.rewritten = undefined;
  engine.stats.commands++;
  try {
    row.run(session, args, engine);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    session.reply.error(error.message);
  }
  if (engine.changes === changesBefore || !row.isWrite) return;
  engine.propagate(session.db, engine.rewritten ?? args);
  if (!session.isMaster) engine.wrote(1);
}
