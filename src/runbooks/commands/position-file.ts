/**
 * Where a drill's clock stands, beside its journal. A journal says when something happened last; how long somebody has thought since then
 * it does not say, and a drill that was killed goes on at that very moment.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface Position {
  /** Microseconds of the fault clock. */
  readonly atUs: number;
}

const format = 'zonefall.position/v1';

/** `.zonefall/x-drill-1.ndjson.position` */
export function positionPath(journalPath: string): string {
  return `${journalPath}.position`;
}

/** Replaces it in one move: whoever reads gets a whole one. A disk that refuses is no reason to end a drill. */
export function writePosition(path: string, { atUs }: Position): void {
  const aside = `${path}.${process.pid}`;
  try {
    writeFileSync(aside, `${JSON.stringify({ format, atUs })}\n`);
    renameSync(aside, path);
  } catch {
    rmSync(aside, { force: true });
  }
}

/** Undefined where there is none that can be read: the journal's last event is the moment then. */
export function readPosition(path: string): Position | undefined {
  try {
    const { format: found, atUs } = JSON.parse(readFileSync(path, 'utf8')) as { format: unknown; atUs: unknown };
    return found === format && Number.isSafeInteger(atUs) ? { atUs: atUs as number } : undefined;
  } catch {
    return undefined;
  }
}

/** A run that has come to its end has nowhere to go on. */
export function forgetPosition(path: string): void {
  rmSync(path, { force: true });
}
