/**
 * The runbook's box: each step on a row, with whose it is, how long it takes against how long it should, and how far it is. What is done
 * folds its parts away, and the window follows what runs.
 *
 * ```ts
 * const { rows, focus } = runbookView({ events: state.events, nowUs: state.nowUs, pending: state.pending });
 * const from = windowFrom(rows.length, 9, focus);
 * ```
 */
import { type JournalEvent, ofKind } from '../../journal/index.ts';
import { stepSpans } from '../../reports/human/step-moments.ts';
import type { Pending } from '../session.ts';
import { noFacts, type PlanFacts, stepKey } from './plan-facts.ts';
import { flat, isActive, isSettled, type StepNode, stepTree } from './step-tree.ts';

export interface RunbookInput {
  readonly events: readonly JournalEvent[];
  readonly nowUs: number;
  readonly pending?: readonly Pending[];
  readonly plan?: PlanFacts;
  /** Of each step, from runs that were made before: see `earlierSeconds`. */
  readonly earlier?: ReadonlyMap<string, number>;
  /** Show the parts of what is done, too. */
  readonly unfolded?: boolean;
}

/** How long a step should take, and who says so: what it took before, what its runbook promises, or only its limit. */
export interface Expected {
  readonly seconds: number;
  readonly from: 'earlier' | 'objective' | 'limit';
}

export interface StepRow extends StepNode {
  /** Since its first start, to its end or to now. */
  readonly elapsedSeconds?: number;
  readonly expected?: Expected;
  /** It takes, or took, longer than expected. */
  readonly late: boolean;
  /** Its parts are not shown: so many. */
  readonly folded: number;
}

export interface RunbookView {
  /** Of the run's own runbook; undefined before anybody opened it. */
  readonly title?: string;
  readonly rows: readonly StepRow[];
  /** The rows between which something happens, both included; the last that happened when nothing does. */
  readonly focus: { readonly first: number; readonly last: number };
  readonly done: number;
  /** Steps that do something themselves: groups and called runbooks are counted by their parts. */
  readonly of: number;
  readonly ended?: string;
}

export function runbookView(input: RunbookInput): RunbookView {
  const { events, pending = [] } = input;
  const tree = stepTree(events);
  const noted = new Map(pending.map((each) => [each.path, each]));
  const rows = visible(tree, input.unfolded === true).map((node) => row(asked(node, noted), input));
  const leaves = flat(tree).filter(({ children, heading }) => children.length === 0 && !heading);
  const own = ofKind(events, 'runbook.started').find(({ path }) => path === '');
  const ended = ofKind(events, 'runbook.ended').find(({ path }) => path === '');
  return {
    title: own?.title,
    rows,
    focus: focusOf(rows),
    done: leaves.filter(isSettled).length,
    of: leaves.length,
    ended: ended?.status,
  };
}

/** The median of what each step took in other runs, in seconds, by its path; only those that succeeded there. */
export function earlierSeconds(runs: readonly (readonly JournalEvent[])[]): ReadonlyMap<string, number> {
  const all = new Map<string, number[]>();
  for (const { path, outcome, startUs, endUs } of runs.flatMap(stepSpans)) {
    if (outcome === 'succeeded') all.set(path, [...(all.get(path) ?? []), (endUs - startUs) / 1e6]);
  }
  return new Map([...all].map(([path, list]) => [path, list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!]));
}

/** The first row of a window of `height`: what happens stands in it, and of what was before it as much as is left, but for a third. */
export function windowFrom(count: number, height: number, focus: RunbookView['focus']): number {
  if (count <= height) return 0;
  const size = focus.last - focus.first + 1;
  // More happens than fits: the latest of it counts.
  if (size >= height) return Math.max(0, Math.min(count - height, focus.last - height + 1));
  const above = Math.min(Math.floor(height / 3), height - size);
  return Math.max(0, Math.min(count - height, focus.first - above));
}

function visible(nodes: readonly StepNode[], unfolded: boolean): StepNode[] {
  return nodes.flatMap((node) => {
    const folds = !unfolded && isSettled(node);
    return folds ? [node] : [node, ...visible(node.children, unfolded)];
  });
}

/** A note is asked for without an event: the session alone knows. */
function asked(node: StepNode, pending: ReadonlyMap<string, Pending>): StepNode {
  const question = pending.get(node.path);
  return question === undefined || isSettled(node) ? node : { ...node, phase: 'asking', owner: question.role };
}

function row(node: StepNode, { nowUs, plan = noFacts, earlier, unfolded }: RunbookInput): StepRow {
  const { startedUs, endedUs } = node;
  const elapsedSeconds = startedUs === undefined ? undefined : Math.max(0, (endedUs ?? nowUs) - startedUs) / 1e6;
  const expected = expectedOf(node, plan, earlier);
  // How near to its limit it came is of no interest once it is over.
  const judged = expected !== undefined && !(expected.from === 'limit' && isSettled(node));
  const late = judged && (elapsedSeconds ?? 0) > expected.seconds * patience[expected.from];
  const folded = unfolded !== true && isSettled(node) ? flat(node.children).length : 0;
  return { ...node, elapsedSeconds, expected, late, folded };
}

/** Nobody calls a step late for seconds; one that comes near to its limit will soon be cut off by it. */
const patience: Readonly<Record<Expected['from'], number>> = { earlier: 1.1, objective: 1.1, limit: 0.8 };

export function expectedOf(
  node: Pick<StepNode, 'path' | 'runbook' | 'pathThere' | 'phase'>,
  plan: PlanFacts,
  earlier?: ReadonlyMap<string, number>,
): Expected | undefined {
  const before = earlier?.get(node.path);
  if (before !== undefined) return { seconds: before, from: 'earlier' };
  const facts = plan.steps.get(stepKey(node.runbook, node.pathThere));
  if (facts?.objectiveSeconds !== undefined) return { seconds: facts.objectiveSeconds, from: 'objective' };
  // What a plan does about a failure is not bound by the limit of the step that failed.
  if (node.phase === 'mending' || node.phase === 'handled') return undefined;
  if (facts?.timeoutSeconds !== undefined) return { seconds: facts.timeoutSeconds, from: 'limit' };
  return undefined;
}

function focusOf(rows: readonly StepRow[]): RunbookView['focus'] {
  const active = rows.flatMap((each, index) => (isActive(each) && !hasActivePart(rows, index) ? [index] : []));
  if (active.length > 0) return { first: active[0]!, last: active.at(-1)! };
  const happened = rows.findLastIndex(({ startedUs }) => startedUs !== undefined);
  return { first: Math.max(0, happened), last: Math.max(0, happened) };
}

function hasActivePart(rows: readonly StepRow[], index: number): boolean {
  const { path } = rows[index]!;
  return rows.some((each) => each.path.startsWith(`${path}/`) && isActive(each));
}
