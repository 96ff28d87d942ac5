/**
 * The steps of a run as a tree, from what its journal says so far: those that are planned, those that a called runbook or a failure
 * brought along, each with its state. Pure, and what the runbook's box and the projection of the budgets are made of.
 */
import type { JournalEvent } from '../../journal/index.ts';

/**
 * `asking` waits for a person; `retrying` for its next attempt; `mending` failed, and the plan does what it has for that; `handled` is
 * what it is when that helped; `blocked` will never run, because of a step before it.
 */
export type StepPhase =
  | 'waiting'
  | 'running'
  | 'asking'
  | 'retrying'
  | 'mending'
  | 'succeeded'
  | 'handled'
  | 'failed'
  | 'skipped'
  | 'blocked'
  | 'undone';

export interface StepNode {
  readonly path: string;
  /** The last part of the path. */
  readonly label: string;
  readonly depth: number;
  /** Absent for a group and for a heading. */
  readonly uses?: string;
  /** A heading is no step itself: it stands over the steps after the recovery. */
  readonly heading: boolean;
  readonly needs: readonly string[];
  /** The id of the runbook that it stands in, and its path there. */
  readonly runbook: string;
  readonly pathThere: string;
  readonly children: readonly StepNode[];
  readonly phase: StepPhase;
  readonly owner?: string;
  /** The title and id of the runbook that it called. */
  readonly calls?: { readonly id: string; readonly title: string };
  readonly attempt: number;
  readonly startedUs?: number;
  readonly endedUs?: number;
  readonly progress?: { readonly atUs: number; readonly fraction: number; readonly text: string };
  /** Why it failed, was skipped, is tried again. */
  readonly why?: string;
  readonly checkpoint: boolean;
}

type Changing<T> = { -readonly [K in keyof T]: T[K] };
type Draft = Changing<Omit<StepNode, 'children'>> & { children: Draft[] };

/** The top steps of the run's own runbook, with everything below them; empty until it is opened. */
export function stepTree(events: readonly JournalEvent[]): readonly StepNode[] {
  const tree = new Tree();
  for (const event of events) tree.take(event);
  return tree.roots;
}

/** All nodes, in the order in which they are read. */
export function flat(nodes: readonly StepNode[]): StepNode[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

/** Whether something goes on there. */
export function isActive({ phase }: Pick<StepNode, 'phase'>): boolean {
  return phase === 'running' || phase === 'asking' || phase === 'retrying' || phase === 'mending';
}

/** Whether it is over, and nobody needs to look at its parts any more. */
export function isSettled({ phase }: Pick<StepNode, 'phase'>): boolean {
  return phase === 'succeeded' || phase === 'handled' || phase === 'skipped' || phase === 'undone';
}

class Tree {
  readonly roots: Draft[] = [];
  readonly #byPath = new Map<string, Draft>();
  /** The longest paths first, so that the first that fits is the innermost. */
  #runbooks: { readonly id: string; readonly path: string }[] = [];

  take(event: JournalEvent): void {
    if (event.kind === 'runbook.started') this.#open(event);
    else if (event.kind === 'step.started') this.#start(event);
    else if (event.kind === 'step.skipped') this.#skip(event);
    else if ('path' in event && event.path !== undefined) this.#change(event.path, changeOf(event));
  }

  #open({ id, path, title, steps }: Extract<JournalEvent, { kind: 'runbook.started' }>): void {
    this.#runbooks = [{ id, path }, ...this.#runbooks].sort((a, b) => b.path.length - a.path.length);
    this.#change(path, { calls: { id, title } });
    for (const step of steps)
      Object.assign(this.#at(step.path), { uses: step.uses, needs: step.needs, heading: false });
  }

  #start({ path, uses, owner, attempt, at }: Extract<JournalEvent, { kind: 'step.started' }>): void {
    const node = this.#at(path);
    const startedUs = node.startedUs ?? at;
    const begun = { phase: 'running', owner, attempt, startedUs, endedUs: undefined, heading: false } as const;
    Object.assign(node, { uses, ...begun });
  }

  #skip({ path, why, at }: Extract<JournalEvent, { kind: 'step.skipped' }>): void {
    const node = this.#at(path);
    const barred = node.needs.some((need) => ['failed', 'blocked'].includes(this.#byPath.get(need)?.phase ?? ''));
    const endedUs = node.startedUs === undefined ? undefined : at;
    Object.assign(node, { phase: barred ? 'blocked' : 'skipped', why, endedUs, heading: false });
  }

  #change(path: string, change: Partial<Draft>): void {
    const node = this.#byPath.get(path);
    if (node !== undefined) Object.assign(node, change);
  }

  /** The node of a path; one that is not there yet comes below the nearest one above it, at the end. */
  #at(path: string): Draft {
    const known = this.#byPath.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? undefined : this.#at(path.slice(0, cut));
    const runbook = this.#runbooks.find((each) => each.path === '' || path.startsWith(`${each.path}/`));
    const node: Draft = {
      path,
      label: path.slice(cut + 1),
      depth: parent === undefined ? 0 : parent.depth + 1,
      heading: true,
      needs: [],
      runbook: runbook?.id ?? '',
      pathThere: runbook === undefined || runbook.path === '' ? path : path.slice(runbook.path.length + 1),
      children: [],
      phase: 'waiting',
      attempt: 0,
      checkpoint: false,
    };
    (parent?.children ?? this.roots).push(node);
    this.#byPath.set(path, node);
    return node;
  }
}

/** What an event says about the step that it names. */
function changeOf(event: JournalEvent): Partial<Draft> {
  switch (event.kind) {
    case 'step.progress':
      return { progress: { atUs: event.at, fraction: event.fraction, text: event.text } };
    case 'step.retried':
      return { phase: 'retrying', why: event.error };
    case 'decision.asked':
      return { phase: 'asking', owner: event.role };
    case 'decision.escalated':
      return { owner: event.to };
    case 'decision.made':
      return { phase: 'running', owner: event.by };
    case 'step.succeeded':
      return { phase: 'succeeded', endedUs: event.at, why: undefined };
    case 'step.failed':
      if (event.onFailure !== null) return { phase: 'mending', why: event.error };
      return { phase: 'failed', endedUs: event.at, why: event.error };
    case 'step.handled':
      return { phase: event.ok ? 'handled' : 'failed', endedUs: event.at };
    case 'checkpoint':
      return { checkpoint: true };
    case 'step.undone':
      return event.ok ? { phase: 'undone' } : { why: event.error };
    default:
      return {};
  }
}
