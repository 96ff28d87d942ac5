/**
 * When the plan will be through, as far as anybody can say. What runs and tells how far it is goes on at its pace; what took its time in an
 * earlier run takes it again; of everything else nothing is assumed, and then the answer is only a lower bound, which says so.
 */
import { flat, isActive, isSettled, type StepNode } from './step-tree.ts';

export interface Projection {
  /** The earliest end of the plan on the fault clock. */
  readonly endUs: number;
  /** Steps on the way of which nothing is known: with any, the end is "at least". */
  readonly unknown: readonly string[];
  /** The step that decides it, where one does: `views`. */
  readonly because?: string;
}

interface End {
  readonly us: number;
  readonly unknown: ReadonlySet<string>;
  readonly because?: string;
}

/** Undefined when there is no plan yet, or it will never be through. */
export function projectEnd(
  tree: readonly StepNode[],
  nowUs: number,
  earlier: ReadonlyMap<string, number> = new Map(),
): Projection | undefined {
  const steps = tree.filter(({ heading }) => !heading);
  if (steps.length === 0 || steps.some(({ phase }) => phase === 'failed' || phase === 'blocked')) return undefined;
  const { us, unknown, because } = latest(endsOf(steps, nowUs, nowUs, earlier), nowUs);
  return { endUs: us, unknown: [...unknown], because };
}

/** The ends of steps that stand in one list, each after those that it needs. */
function endsOf(
  steps: readonly StepNode[],
  fromUs: number,
  nowUs: number,
  earlier: ReadonlyMap<string, number>,
): End[] {
  const byPath = new Map(steps.map((step) => [step.path, step]));
  const ends = new Map<string, End>();
  const end = (step: StepNode): End => {
    const known = ends.get(step.path);
    if (known !== undefined) return known;
    // Needs in a circle are refused when files are read; a screen must not hang on one all the same.
    ends.set(step.path, { us: fromUs, unknown: new Set() });
    const needed = step.needs.flatMap((need) => (byPath.has(need) ? [end(byPath.get(need)!)] : []));
    const found = endOf(step, latest(needed, fromUs), nowUs, earlier);
    ends.set(step.path, found);
    return found;
  };
  return steps.map(end);
}

function endOf(step: StepNode, begins: End, nowUs: number, earlier: ReadonlyMap<string, number>): End {
  if (isSettled(step)) return { us: step.endedUs ?? nowUs, unknown: new Set() };
  // What people took to decide once says nothing about these people now.
  const before = step.uses === 'people:approve' ? undefined : earlier.get(step.path);
  const startUs = step.startedUs ?? begins.us;
  const measured = step.progress === undefined ? undefined : atItsPace(step, nowUs);
  if (measured !== undefined) return add(begins, measured, step.path);
  const parts = step.children.filter(({ heading }) => !heading);
  if (parts.length > 0) return throughParts(parts, begins, Math.max(startUs, nowUs), nowUs, earlier);
  if (before !== undefined && (!isActive(step) || startUs + before * 1e6 > nowUs)) {
    return add(begins, startUs + before * 1e6, step.path);
  }
  // A checkpoint takes no time of its own.
  if (step.uses === 'checkpoint' && !isActive(step)) return begins;
  return { ...begins, us: Math.max(begins.us, nowUs), unknown: new Set([...begins.unknown, step.path]) };
}

function throughParts(
  parts: readonly StepNode[],
  begins: End,
  fromUs: number,
  nowUs: number,
  earlier: ReadonlyMap<string, number>,
): End {
  const last = latest(endsOf(parts, Math.max(begins.us, fromUs), nowUs, earlier), begins.us);
  return { ...last, unknown: new Set([...begins.unknown, ...last.unknown]) };
}

function add(begins: End, endUs: number, path: string): End {
  return endUs > begins.us ? { us: endUs, unknown: begins.unknown, because: path } : begins;
}

/** The rest at the pace so far. The first hundredth says nothing about the others. */
function atItsPace({ startedUs, progress }: StepNode, nowUs: number): number | undefined {
  if (startedUs === undefined || progress === undefined || progress.fraction < 0.01) return undefined;
  const tookUs = progress.atUs - startedUs;
  return Math.max(nowUs, startedUs + tookUs / Math.min(1, progress.fraction));
}

function latest(ends: readonly End[], fromUs: number): End {
  const unknown = new Set(ends.flatMap((each) => [...each.unknown]));
  const last = ends.reduce<End | undefined>((a, b) => (a === undefined || b.us > a.us ? b : a), undefined);
  return { us: Math.max(fromUs, last?.us ?? fromUs), unknown, because: last?.because };
}

/** Where the minutes of what still runs are: the innermost step that does something. */
export function activeSteps(tree: readonly StepNode[]): readonly StepNode[] {
  return flat(tree).filter((step) => isActive(step) && !step.children.some(isActive));
}
