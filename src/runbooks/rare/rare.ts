import type { Plan, Reseed, RunRequest } from '../execute.ts';
import { hangSecondsDefault, WorldPool } from '../sweep/index.ts';
import { type Interval, intervalOf } from './interval.ts';
import { type Level, type Particle, type RunParticle, split } from './splitting.ts';

export interface RareOptions {
  /** What is estimated is the chance that a recovery takes longer, or never comes. */
  readonly thresholdSeconds: number;
  /** Worlds in each estimate; 20 without it. */
  readonly particles?: number;
  /** Independent estimates, at least 2: what the interval is made of; 10 without it. */
  readonly repeats?: number;
  /** Draws other worlds. */
  readonly seed: number;
  readonly jobs?: number;
  readonly signal?: AbortSignal;
  /** Called after each run. */
  onRun?(runs: number): void;
}

/** A world that can be seen again: `zonefall run --seed N --reseed AT=SEED`. */
export interface Seen {
  readonly seed: number;
  readonly reseed: readonly Reseed[];
  /** Null when it never recovered. */
  readonly rtoSeconds: number | null;
}

export interface Rare {
  readonly estimate: Interval;
  readonly repeats: readonly { readonly estimate: number; readonly levels: readonly Level[]; readonly runs: number }[];
  readonly runs: number;
  /** The slowest recovery that was met above the threshold; undefined when none came that far. */
  readonly worst: Seen | undefined;
}

/**
 * The chance that a recovery takes longer than a threshold, from far fewer runs than there are seeds to one that does. Importance is the
 * time that has passed without a recovery: who has not recovered after half an hour is replayed up to there, with another future. What
 * a run draws at its beginning (how long a decision will take, say) stays drawn: such causes are found by the first worlds or not at all.
 *
 * Rejects with the reason of `signal`, or with the error of a world that broke.
 */
export async function rare(
  request: Omit<RunRequest, 'seed' | 'reseed'> & { readonly plan: Plan },
  { thresholdSeconds, particles = 20, repeats = 10, seed, jobs, signal, onRun }: RareOptions,
): Promise<Rare> {
  signal?.throwIfAborted();
  const pool = new WorldPool({ jobs, hangSeconds: hangSecondsDefault });
  const abort = (): void => void pool.end(signal?.reason);
  signal?.addEventListener('abort', abort);
  const faultUs = Math.min(...request.plan.scenario.method.map(({ atSeconds }) => atSeconds)) * 1e6;
  let runs = 0;
  const run: RunParticle = async (particle) => {
    const { recovery } = await pool.run({ ...request, ...choicesOf(particle) });
    runs += 1;
    onRun?.(runs);
    const { recovered, rtoSeconds } = recovery;
    return {
      score: recovered && rtoSeconds !== null ? Math.round(rtoSeconds * 1e6) : Number.POSITIVE_INFINITY,
      crossedUs: (level) => faultUs + level,
    };
  };
  try {
    const all = await Promise.all(
      Array.from({ length: repeats }, (_, repeat) =>
        split({ threshold: thresholdSeconds * 1e6, particles, seed: `${seed}/rare/${repeat}`, run }),
      ),
    );
    const estimate = await intervalOf(all.map((each) => each.estimate));
    const [worst] = all
      .flatMap((each) => each.particles[0]!)
      .sort((a, b) => (a.score < b.score ? 1 : a.score > b.score ? -1 : 0));
    const seen = worst !== undefined && worst.score > thresholdSeconds * 1e6 ? worst : undefined;
    return {
      estimate,
      repeats: all.map((each) => ({ ...each, levels: each.levels.map(inSeconds), particles: undefined })),
      runs,
      worst: seen && { ...choicesOf(seen.particle), rtoSeconds: Number.isFinite(seen.score) ? seen.score / 1e6 : null },
    };
  } finally {
    signal?.removeEventListener('abort', abort);
    await pool.end();
  }
}

function choicesOf({ seed, reseeds }: Particle): { readonly seed: number; readonly reseed: readonly Reseed[] } {
  return { seed, reseed: reseeds.map((each) => ({ atSeconds: each.atUs / 1e6, seed: each.seed })) };
}

function inSeconds({ level, above }: Level): Level {
  return { level: level / 1e6, above };
}
