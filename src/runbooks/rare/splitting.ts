import { RandomStream } from '../../sim/kernel/index.ts';

/** A world that can be replayed: its seed, and from which moments on it draws with other seeds, in their order. */
export interface Particle {
  readonly seed: number;
  readonly reseeds: readonly { readonly atUs: number; readonly seed: number }[];
}

/** How a particle went. Its importance rises while it gets nearer to what is rare. */
export interface Path {
  /** The highest importance that it reached. */
  readonly score: number;
  /** When its importance was above a level for the first time; asked only for levels below `score`. */
  crossedUs(level: number): number;
}

/** Runs a particle: the same one always goes the same way. */
export type RunParticle = (particle: Particle) => Promise<Path>;

export interface SplittingOptions {
  /** How near is near enough: what is estimated is the chance of a score above it. */
  readonly threshold: number;
  /** How many there are at any time, at least 2. */
  readonly particles: number;
  /** The name of this estimate's own chance. */
  readonly seed: string;
  run: RunParticle;
}

export interface Level {
  readonly level: number;
  /** How many of the particles got above it. */
  readonly above: number;
}

export interface Split {
  /** Its expectation is the very chance of a score above the threshold. */
  readonly estimate: number;
  readonly levels: readonly Level[];
  readonly runs: number;
  /** Those that are there in the end, the highest score first. */
  readonly particles: readonly { readonly particle: Particle; readonly score: number }[];
}

type Walker = { readonly particle: Particle; readonly path: Path };

/**
 * Adaptive multilevel splitting: of N particles the lower half by score is given up; each is replaced by a replay of a survivor up to the
 * moment at which that one rose above the level of the lost, and another future from there. So on until the level is the threshold. The
 * product of the shares that got above each level is an unbiased estimate, for any N: C.-E. Bréhier et al., "Unbiasedness of some
 * generalized adaptive multilevel splitting algorithms", Annals of Applied Probability 26 (2016), https://arxiv.org/abs/1505.02674.
 *
 * When all have the same score nothing is left to split, and the estimate is 0.
 */
export async function split({ threshold, particles: count, seed, run }: SplittingOptions): Promise<Split> {
  const chance = new RandomStream(seed);
  let runs = 0;
  const walk = async (particle: Particle): Promise<Walker> => {
    runs += 1;
    return { particle, path: await run(particle) };
  };
  const first = Array.from({ length: count }, () => ({ seed: newSeed(chance), reseeds: [] }));
  let walkers = await Promise.all(first.map(walk));
  let estimate = 1;
  const levels: Level[] = [];
  for (;;) {
    const scores = walkers.map(({ path }) => path.score).sort((a, b) => a - b);
    const level = Math.min(threshold, scores[Math.floor(count / 2) - 1]!);
    const above = walkers.filter(({ path }) => path.score > level);
    estimate *= above.length / count;
    levels.push({ level, above: above.length });
    if (level === threshold || above.length === 0) break;
    // Drawn in one order, whichever run ends first.
    const children = walkers.map((walker) => (above.includes(walker) ? undefined : childOf(above, level, chance)));
    walkers = await Promise.all(
      children.map(async (child, at) => (child === undefined ? walkers[at]! : rise(await walk(child), level))),
    );
  }
  const left = walkers.map(({ particle, path }) => ({ particle, score: path.score }));
  return { estimate, levels, runs, particles: left.sort((a, b) => b.score - a.score) };
}

/** A survivor's past up to its rise above the level, and another future. */
function childOf(above: readonly Walker[], level: number, chance: RandomStream): Particle {
  const { particle, path } = chance.pick(above);
  // What happened at the very moment of the rise has happened.
  const atUs = path.crossedUs(level) + 1;
  const past = particle.reseeds.filter((reseed) => reseed.atUs < atUs);
  return { seed: particle.seed, reseeds: [...past, { atUs, seed: newSeed(chance) }] };
}

/** The replay of a past that rose must rise: otherwise it is no replay. */
function rise(walker: Walker, level: number): Walker {
  if (walker.path.score > level) return walker;
  const { seed, reseeds } = walker.particle;
  const times = reseeds.map(({ atUs }) => atUs).join(', ');
  throw new Error(
    `seed ${seed} with other futures at ${times} us only came to ${walker.path.score}, and its past was above ${level}`,
  );
}

function newSeed(chance: RandomStream): number {
  return chance.int(2 ** 31);
}
