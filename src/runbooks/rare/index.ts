/**
 * Rare events: how likely is a recovery that is much slower than any of a thousand seeds? By replayed multilevel splitting: worlds that
 * came near are replayed up to the moment at which they did, and get another future each, so that most runs are spent where it matters.
 *
 * ```ts
 * const { estimate, worst } = await rare({ sources, plan }, { thresholdSeconds: 4 * 3600, seed: 1 });
 * ```
 *
 * `splitting.ts` is the estimator, for anything that can be replayed; `rare.ts` puts worlds into it. A world is a seed and a list of
 * moments from which on it draws with other seeds (`RunRequest.reseed`, `zonefall run --reseed`), so every one can be seen again.
 */
export { type Interval, intervalOf, plainRuns } from './interval.ts';
export { type Rare, type RareOptions, rare, type Seen } from './rare.ts';
export { type Level, type Particle, type Path, type RunParticle, type Split, split } from './splitting.ts';
