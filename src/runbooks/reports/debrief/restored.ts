import { type Loaded, parseScenario } from '../../files/index.ts';
import type { JournalEvent } from '../../journal/index.ts';

type RunStarted = Extract<JournalEvent, { kind: 'run.started' }>;

/** A scenario without variants is recorded as `none`, which is nothing that could be chosen. */
export function chosenVariant({ sources, variant }: RunStarted): string | undefined {
  if (variant !== 'none') return variant;
  const texts = sources.map(({ file, text }) => ({ path: file, text }));
  return Object.hasOwn(parseScenario(texts).scenario.variants, variant) ? variant : undefined;
}

/**
 * The scenario and the runbooks that a journal carries, with the choices that it was run with. Throws FileProblems where this version
 * cannot read them any more, and a RangeError where the first event does not begin a run.
 */
export function restored(events: readonly JournalEvent[]): Loaded {
  const [started] = events;
  if (started?.kind !== 'run.started') throw new RangeError('a journal begins with run.started');
  const { sources, vars, runbook } = started;
  const texts = sources.map(({ file, text }) => ({ path: file, text }));
  return parseScenario(texts, { variant: chosenVariant(started), vars, runbook });
}
