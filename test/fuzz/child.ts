/** One process of the fuzzer: takes seeds, reads and runs their mutants, and says what came of each. */
import { bases } from './bases.ts';
import { read, run } from './check.ts';
import { mutant } from './mutate.ts';

export interface Report {
  readonly seed: number;
  readonly came: 'refused' | 'valid' | 'ran' | 'broke';
  /** What was done to it, and for one that broke, how. */
  readonly about: string;
  /** Of processor time. */
  readonly seconds: number;
  /** The most memory that the process has ever had. */
  readonly mib: number;
}

const all = bases();
/** Mutants whose plan is one that was run already: damage to a comment, say. */
const plansRun = new Set<string>();

async function report(seed: number): Promise<Report> {
  const made = mutant(all, seed);
  const about = `${made.base}: ${made.done.join('; ')}`;
  const before = process.cpuUsage();
  const end = (came: Report['came'], more = ''): Report => {
    const { user, system } = process.cpuUsage(before);
    return {
      seed,
      came,
      about: about + more,
      seconds: (user + system) / 1e6,
      mib: process.resourceUsage().maxRSS / 1024,
    };
  };
  try {
    const outcome = read(made);
    if (outcome.kind === 'refused') return end('refused');
    const { sources: _, sha256: __, ...plan } = outcome.loaded;
    const key = JSON.stringify({ ...plan, runbooks: [...plan.runbooks] });
    if (plansRun.has(key)) return end('valid');
    plansRun.add(key);
    await run(made, outcome.loaded);
    return end('ran');
  } catch (error) {
    return end('broke', `\n${error instanceof Error ? error.stack : String(error)}`);
  }
}

process.on('message', (seed: number) => {
  void report(seed).then((told) => process.send!(told));
});
process.send!('ready');
