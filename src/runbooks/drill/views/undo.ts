/**
 * What somebody could undo by hand now: the last step that succeeded since its runbook's last checkpoint and says in its file how it is
 * undone. It becomes a line for the console, so that it is carried out, timed and written down as any other step by hand.
 */
import type { Runbook, Step } from '../../files/runbook-types.ts';
import { type JournalEvent, ofKind } from '../../journal/index.ts';
import { momentText } from './moment-text.ts';

export type Undo = UndoOffer | { readonly why: string };

export interface UndoOffer {
  readonly path: string;
  /** `step couchdb:unfence region=eu-west-1` */
  readonly command: string;
  /** Steps that came later and say nothing of how they are undone: they stay as they are. */
  readonly staying: readonly string[];
}

/** One run of a runbook: its part of the journal's tree. */
interface Part {
  readonly runbook: Runbook | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly prefix: string;
}

/** Reads the files that the journal carries. Why not, in a sentence, where there is nothing to undo. */
export async function undoNow(events: readonly JournalEvent[]): Promise<Undo> {
  const runbooks = await runbooksOf(events);
  const parts = new Map<string, Part>();
  for (const { id, path: prefix, inputs, steps } of ofKind(events, 'runbook.started')) {
    const part = { runbook: runbooks.find((each) => each.id === id), inputs, prefix };
    for (const { path } of steps) parts.set(path, part);
  }
  // Only who undoes something waits for what reads files.
  const [{ fillTemplates }, { pairsText }] = await Promise.all([
    import('../../files/templates.ts'),
    import('../console/pairs.ts'),
  ]);
  const undone = new Set(ofKind(events, 'step.undone').flatMap(({ ok, path }) => (ok ? [path] : [])));
  const typed = linesTyped(events);
  const barred = new Map<string, JournalEvent & { kind: 'checkpoint' }>();
  const staying: string[] = [];
  for (const event of events.toReversed()) {
    if (event.kind === 'checkpoint') {
      const prefix = parts.get(event.path)?.prefix;
      if (prefix !== undefined && !barred.has(prefix)) barred.set(prefix, event);
    }
    if (event.kind !== 'step.succeeded') continue;
    const { path } = event;
    const part = parts.get(path);
    if (part?.runbook === undefined || barred.has(part.prefix) || undone.has(path)) continue;
    const undo = stepAt(part, path)?.undo;
    if (undo === undefined) {
      staying.push(path);
      continue;
    }
    const given = fillTemplates(undo.with, { inputs: part.inputs, steps: outputsOf(events, part, parts) });
    const command = ['step', undo.uses, ...pairsText(given as object)].join(' ');
    if ((typed.get(command) ?? Number.NEGATIVE_INFINITY) < event.seq) return { path, command, staying };
  }
  return { why: whyNot(staying, [...barred.values()]) };
}

function whyNot(
  staying: readonly string[],
  checkpoints: readonly { readonly path: string; readonly at: number }[],
): string {
  const [checkpoint] = checkpoints;
  const parts = [
    ...(staying.length === 0 ? [] : [`no way back is known for ${listed(staying)}`]),
    ...(checkpoint === undefined
      ? []
      : [
          `the checkpoint ${checkpoint.path} was passed at ${momentText(checkpoint.at)}: nothing before it can be undone`,
        ]),
  ];
  return parts.length === 0 ? 'nothing was done yet that could be undone' : parts.join('; ');
}

function listed(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more`;
}

async function runbooksOf(events: readonly JournalEvent[]): Promise<readonly Runbook[]> {
  const started = ofKind(events, 'run.started')[0];
  if (started === undefined) return [];
  const { parseScenario } = await import('../../files/load.ts');
  const sources = started.sources.map(({ file, text }) => ({ path: file, text }));
  const { vars, runbook } = started;
  const variant = started.variant === 'none' ? undefined : started.variant;
  try {
    return [...parseScenario(sources, { variant, vars, runbook }).runbooks.values()];
  } catch {
    // Written by a version whose files are not read any more: nothing is known of them.
    return [];
  }
}

/** When each line was typed last, by its `seq`; a line that failed changed nothing. */
function linesTyped(events: readonly JournalEvent[]): Map<string, number> {
  const failed = new Set(ofKind(events, 'command.answered').flatMap(({ ok, input }) => (ok ? [] : [input])));
  const typed = ofKind(events, 'input').filter(({ seq }) => !failed.has(seq));
  return new Map(
    typed.flatMap((each): [string, number][] => (each.what === 'command' ? [[each.text.trim(), each.seq]] : [])),
  );
}

function stepAt({ runbook, prefix }: Part, path: string): Step | undefined {
  const ids = path.slice(prefix === '' ? 0 : prefix.length + 1).split('/');
  const afterwards = ids[0] === 'post-recovery';
  const find = (steps: readonly Step[], [id, ...rest]: readonly string[]): Step | undefined => {
    const step = steps.find((each) => each.id === id);
    if (step === undefined || rest.length === 0) return step;
    const inside = 'parallel' in step ? step.parallel : [];
    return find([...inside, ...(step.onFailure?.steps ?? [])], rest);
  };
  return afterwards ? find(runbook!.postRecovery, ids.slice(1)) : find(runbook!.activate, ids);
}

/** What the steps of one run of a runbook handed on. */
function outputsOf(events: readonly JournalEvent[], part: Part, parts: ReadonlyMap<string, Part>) {
  const own = ofKind(events, 'step.succeeded').filter(({ path }) => parts.get(path) === part);
  return Object.fromEntries(own.map(({ path, outputs }) => [path.slice(path.lastIndexOf('/') + 1), { outputs }]));
}
