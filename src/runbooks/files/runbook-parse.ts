import { stepEntry } from './catalogue/steps.ts';
import type { Document } from './document.ts';
import { problemsOf, valueAt } from './issues.ts';
import { FileProblems, type Path, type Problem } from './problems.ts';
import type { Action, Check, OnFailure, Preflight, Runbook, Step, StepFrame } from './runbook-types.ts';
import { type ReadRunbook, type ReadStep, runbookSchema } from './schemas/runbook.ts';
import { bareExpression } from './templates.ts';

/**
 * Reads a runbook by its schema and gives its steps their final form. Throws FileProblems; what its steps are given is
 * not looked at yet.
 */
export function readRunbook(document: Document): Runbook {
  const result = runbookSchema.safeParse(document.value);
  if (!result.success) {
    const reading = { document, schema: runbookSchema, value: document.value, base: [] };
    throw new FileProblems(problemsOf(result.error.issues, reading));
  }
  return new Finisher(document, result.data).finish();
}

/** Gives what the schema read its final form: defaults put into each step, positions, the settings that an undo takes from its step. */
class Finisher {
  readonly #document: Document;
  readonly #read: ReadRunbook;

  constructor(document: Document, read: ReadRunbook) {
    this.#document = document;
    this.#read = read;
  }

  finish(): Runbook {
    const { version: _, kind: __, defaults: ___, preflight, activate, postRecovery, ...rest } = this.#read;
    return {
      ...rest,
      file: this.#document.file,
      preflight: preflight.map((check, index): Preflight => {
        const { id, severity } = check;
        return { id, severity, ...action(check), position: this.#document.position(['preflight', index]) };
      }),
      activate: this.#steps(activate, ['activate']),
      postRecovery: this.#steps(postRecovery, ['post-recovery']),
    };
  }

  #steps(read: readonly ReadStep[], path: Path): Step[] {
    return read.map((step, index) => this.#step(step, [...path, index]));
  }

  #step(read: ReadStep, path: Path): Step {
    const frame = this.#frame(read, path);
    if (read.parallel !== undefined) return { ...frame, parallel: this.#steps(read.parallel, [...path, 'parallel']) };
    return { ...frame, ...action({ uses: read.uses!, ...(read.with && { with: read.with }) }) };
  }

  #frame(read: ReadStep, path: Path): StepFrame {
    const { defaults } = this.#read;
    const timeoutSeconds = read.timeout ?? defaults.timeout;
    const retry = read.retry ?? defaults.retry;
    return {
      id: read.id,
      ...(read.title !== undefined && { title: read.title }),
      needs: read.needs,
      ...(read.if !== undefined && { if: bareExpression(read.if) }),
      ...(read.role !== undefined && { role: read.role }),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      ...(retry !== undefined && { retry }),
      ...(read['on-failure'] !== undefined && { onFailure: this.#onFailure(read['on-failure'], path) }),
      ungraceful: read.ungraceful,
      ...(read.undo !== undefined && { undo: undoOf(read) }),
      verify: read.verify.map(checkOf),
      ...(read.progress !== undefined && { progress: read.progress }),
      milestones: read.milestones,
      position: this.#document.position(path),
    };
  }

  #onFailure(read: NonNullable<ReadStep['on-failure']>, path: Path): OnFailure {
    // biome-ignore lint/suspicious/noThenProperty: the file's word; it is never a function
    return { steps: this.#steps(read.steps, [...path, 'on-failure', 'steps']), then: read.then };
  }
}

function action(read: { uses: Action['uses']; with?: Record<string, unknown> }): Action {
  return { uses: read.uses, with: read.with ?? {} };
}

/** An undo of the same kind as its step keeps the step's settings: `dns:switch` back needs no second `record`. */
function undoOf(read: ReadStep): Action {
  const undo = read.undo!;
  return { uses: undo.uses, with: undo.uses === read.uses ? { ...read.with, ...undo.with } : (undo.with ?? {}) };
}

function checkOf(read: ReadStep['verify'][number]): Check {
  const schema = stepEntry(read.uses).tolerance;
  const tolerance = schema?.safeParse(read.tolerance);
  return { ...action(read), ...(tolerance?.success && { tolerance: tolerance.data }) };
}

/** Every action of a runbook with the place of what it is given, and the id of the step that it belongs to. */
export interface FoundAction {
  readonly action: Action;
  readonly id: string;
  /** Where the action stands; its `with` is below. */
  readonly path: Path;
  /** For a check under `verify`. */
  readonly verifies: boolean;
}

/** Every step of a list, with its place; those inside parallel and on-failure too. */
export function* allSteps(steps: readonly Step[], path: Path): Generator<{ step: Step; path: Path }> {
  for (const [index, step] of steps.entries()) {
    const at = [...path, index];
    yield { step, path: at };
    if ('parallel' in step) yield* allSteps(step.parallel, [...at, 'parallel']);
    if (step.onFailure !== undefined) yield* allSteps(step.onFailure.steps, [...at, 'on-failure', 'steps']);
  }
}

/** Every step of a runbook, before and after the recovery. */
export function* stepsOf(runbook: Runbook): Generator<{ step: Step; path: Path }> {
  yield* allSteps(runbook.activate, ['activate']);
  yield* allSteps(runbook.postRecovery, ['post-recovery']);
}

/** Every action of a runbook: those of steps, undos, checks and preflight. */
export function* actionsOf(runbook: Runbook): Generator<FoundAction> {
  for (const [index, check] of runbook.preflight.entries()) {
    yield { action: check, id: check.id, path: ['preflight', index], verifies: false };
  }
  for (const { step, path } of stepsOf(runbook)) {
    if ('uses' in step) yield { action: step, id: step.id, path, verifies: false };
    if (step.undo !== undefined) yield { action: step.undo, id: step.id, path: [...path, 'undo'], verifies: false };
    for (const [index, check] of step.verify.entries()) {
      yield { action: check, id: step.id, path: [...path, 'verify', index], verifies: true };
    }
  }
}

/** The events that the steps of a runbook declare, in order. */
export function milestonesOf(runbook: Runbook): string[] {
  const names = [...stepsOf(runbook)].flatMap(({ step }) => [step.milestones.started, step.milestones.finished]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** What is wrong with the tolerances of the checks under `verify`. */
export function toleranceProblems(runbook: Runbook, document: Document): Problem[] {
  const problems: Problem[] = [];
  for (const { action: check, path, verifies } of actionsOf(runbook)) {
    if (!verifies) continue;
    const schema = stepEntry(check.uses).tolerance;
    const written = valueAt(document.value, [...path, 'tolerance']);
    if (schema === undefined) {
      if (written !== undefined) {
        problems.push(document.problem([...path, 'tolerance'], `"${check.uses}" takes no tolerance`, 'key'));
      }
      continue;
    }
    const result = schema.safeParse(written);
    if (result.success) continue;
    problems.push(
      ...problemsOf(result.error.issues, { document, schema, value: written, base: [...path, 'tolerance'] }),
    );
  }
  return problems;
}
