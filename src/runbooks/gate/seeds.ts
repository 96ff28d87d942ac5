/** Which worlds a gate looks at. */
import { execFileSync } from 'node:child_process';
import alea from 'seedrandom/lib/alea.js';
import { UsageError } from '../commands/failures.ts';

/**
 * `scenario`: a range that begins at the scenario's own seed, the same for every build. `list`: as typed. `commit`: drawn from the hash
 * of the commit, so that every commit looks at other worlds, and the same commit always at the same.
 */
export type SeedsChoice =
  | { readonly kind: 'scenario' }
  | { readonly kind: 'list'; readonly seeds: readonly number[] }
  | { readonly kind: 'commit'; readonly commit: string };

/** The first `count` seeds. Throws UsageError if a list is shorter. */
export function seedsFor(choice: SeedsChoice, count: number, scenarioSeed: number): readonly number[] {
  if (choice.kind === 'commit') return seedsOfCommit(choice.commit, count);
  if (choice.kind === 'list') {
    if (choice.seeds.length < count) {
      throw new UsageError(
        `the plan needs ${count} seeds, --seeds names ${choice.seeds.length}; a gate never adds seeds of its own`,
      );
    }
    return choice.seeds.slice(0, count);
  }
  const first = Math.min(scenarioSeed, Number.MAX_SAFE_INTEGER - count);
  return Array.from({ length: count }, (_, at) => first + at);
}

/** Different seeds below 2^32, one draw after the other: more of them begin with the same ones. */
export function seedsOfCommit(commit: string, count: number): readonly number[] {
  const draw = alea(`zonefall gate ${commit}`);
  const seeds = new Set<number>();
  while (seeds.size < count) seeds.add(Math.floor(draw() * 2 ** 32));
  return [...seeds];
}

/** The hash of HEAD in a folder. Throws UsageError where there is no git, no repository or no commit. */
export function headCommit(folder: string): string {
  try {
    const hash = execFileSync('git', ['rev-parse', '--verify', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return hash.trim();
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const why = code === 'ENOENT' ? 'git is not installed' : (stderr?.trim().split('\n')[0] ?? 'git failed');
    throw new UsageError(
      `--seeds commit draws the seeds from the commit of HEAD, but there is none in ${folder} (${why}); --seeds 1..208 needs no git`,
    );
  }
}
