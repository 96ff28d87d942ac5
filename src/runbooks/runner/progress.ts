import type { ProbeName } from '../files/index.ts';
import type { RunnerOptions } from './types.ts';

const lookEverySeconds = 60;

/** Asks a step's progress probe once a minute and writes down each whole percent that it moved. The returned function ends it. */
export function watchProgress(
  probe: ProbeName,
  path: string,
  options: Pick<RunnerOptions, 'clock' | 'journal' | 'measure'>,
): () => void {
  let ended = false;
  let percent = -1;
  let disarm = () => {};
  const arm = () => {
    disarm = options.clock.afterUs(lookEverySeconds * 1e6, () => void look());
  };
  const look = async () => {
    const fraction = await options.measure(probe).catch(() => undefined);
    if (ended) return;
    if (fraction !== undefined && Math.floor(fraction * 100) !== percent) {
      percent = Math.floor(fraction * 100);
      options.journal.write({ kind: 'step.progress', path, fraction: percent / 100, text: probe });
    }
    arm();
  };
  arm();
  return () => {
    ended = true;
    disarm();
  };
}
