import { type Loaded, type LoadedRunbook, parseRunbookPlan, parseScenario } from '../../files/index.ts';
import type { JournalEvent } from '../../journal/index.ts';

type RunStarted = Extract<JournalEvent, { kind: 'run.started' }>;

/** What a journal was run from: a scenario, or a runbook alone that was run for real. */
export type Restored =
  | { readonly kind: 'scenario'; readonly loaded: Loaded }
  | { readonly kind: 'runbook'; readonly loaded: LoadedRunbook };

/**
 * The files that a journal carries, with the choices that it was run with. Throws FileProblems where this version cannot read them any
 * more, and a RangeError where the first event does not begin a run.
 */
export function restored(events: readonly JournalEvent[]): Restored {
  const [started] = events;
  if (started?.kind !== 'run.started') throw new RangeError('a journal begins with run.started');
  const { environment, sources, vars, runbook } = started;
  const texts = sources.map(({ file, text }) => ({ path: file, text }));
  if (environment !== 'simulated') return { kind: 'runbook', loaded: parseRunbookPlan(texts, vars) };
  return { kind: 'scenario', loaded: parseScenario(texts, { variant: chosenVariant(started, texts), vars, runbook }) };
}

/** A scenario without variants is recorded as `none`, which is nothing that could be chosen. */
function chosenVariant(
  { variant }: RunStarted,
  texts: readonly { readonly path: string; readonly text: string }[],
): string | undefined {
  if (variant !== 'none') return variant;
  return Object.hasOwn(parseScenario(texts).scenario.variants, variant) ? variant : undefined;
}
