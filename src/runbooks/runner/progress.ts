import type { ProbeName } from '../files/index.ts';
import type { RunnerOptions } from './types.ts';

const lookEverySeconds = 60;

/**
 * Asks a step's progress probe once a minute and writes down each whole percent that it moved. A step that speaks for
 * itself is not asked any more: two voices would make its bar jump. The returned function ends it.
 */
export function watchProgress(
  probe: ProbeName,
  path: string,
  options: Pick<RunnerOptions, 'clock' | 'journal' | 'measure'>,
): () => void {
  const { clock, journal, measure } = options;
  let ended = false;
  let percent = -1;
  let disarm = () => {};
  const end = () => {
    ended = true;
    disarm();
    unlisten();
  };
  const unlisten = journal.onEvent((event) => {
    if (event.kind === 'step.progress' && event.path === path && event.text !== probe) end();
  });
  const look = async () => {
    const fraction = await measure(probe).catch(() => undefined);
    if (ended) return;
    if (fraction !== undefined && Math.floor(fraction * 100) !== percent) {
      percent = Math.floor(fraction * 100);
      journal.write({ kind: 'step.progress', path, fraction: percent / 100, text: probe });
    }
    arm();
  };
  const arm = () => {
    disarm = clock.afterUs(lookEverySeconds * 1e6, () => void look());
  };
  arm();
  return end;
}
