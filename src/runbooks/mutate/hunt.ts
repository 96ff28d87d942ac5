/** Runs a design and its mutants on the same seeds, and judges each. */
import type { Plan, RunRequest } from '../execute.ts';
import { hangSecondsDefault, rowOf, rowWithoutResult, type SweepRow, WorldHung, WorldPool } from '../sweep/index.ts';
import { type Judged, judge } from './judge.ts';
import { type Mutant, mutantsOf } from './mutants.ts';

export interface HuntOptions {
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Called after each run. */
  onDone?(done: number, of: number): void;
}

export interface JudgedMutant extends Judged, Pick<Mutant, 'name' | 'sentence'> {
  /** Event by event the same runs as the design's own: what was broken never came into play. */
  readonly same: boolean;
  readonly rows: readonly SweepRow[];
}

export interface Hunt {
  /** The design as it is, on the same seeds. */
  readonly design: Judged & { readonly rows: readonly SweepRow[] };
  /** Empty when the design is red already: then nothing more is run. */
  readonly mutants: readonly JudgedMutant[];
}

/**
 * The design first; when it is red there is nothing that a mutant could show. Then every mutant on the same seeds, side by side. What comes
 * out does not depend on `jobs`. Rejects with the reason of `signal`.
 */
export async function hunt(
  request: RunRequest & { readonly plan: Plan },
  seeds: readonly number[],
  { jobs, signal, onDone }: HuntOptions = {},
): Promise<Hunt> {
  signal?.throwIfAborted();
  const pool = new WorldPool({ jobs, hangSeconds: hangSecondsDefault });
  const abort = (): void => void pool.end(signal?.reason);
  signal?.addEventListener('abort', abort);
  const mutants = mutantsOf(request.plan);
  const { budgets } = request.plan.scenario;
  const of = (mutants.length + 1) * seeds.length;
  let done = 0;
  const rowsOf = (mutant?: string): Promise<SweepRow[]> =>
    Promise.all(
      seeds.map(async (seed) => {
        const row = await pool.run({ ...request, seed, mutant }).then(rowOf, (error) => {
          signal?.throwIfAborted();
          return brokenRow(seed, error);
        });
        done += 1;
        onDone?.(done, of);
        return row;
      }),
    );
  try {
    const rows = await rowsOf();
    const design = { ...judge(rows, budgets), rows };
    if (design.gate === 'red') return { design, mutants: [] };
    const judged = await Promise.all(
      mutants.map(async ({ name, sentence }): Promise<JudgedMutant> => {
        const broken = await rowsOf(name);
        const same = broken.every((row, at) => row.traceSha256 !== null && row.traceSha256 === rows[at]!.traceSha256);
        return { name, sentence, ...judge(broken, budgets), same, rows: broken };
      }),
    );
    return { design, mutants: judged };
  } finally {
    signal?.removeEventListener('abort', abort);
    await pool.end();
  }
}

/** A world that broke or hung under a mutant is a result: a gate is red for it, too. */
function brokenRow(seed: number, error: unknown): SweepRow {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof WorldHung) return rowWithoutResult(seed, 'hung', message);
  return rowWithoutResult(seed, 'crashed', `the world broke: ${name}: ${message.split('\n')[0]}`);
}
