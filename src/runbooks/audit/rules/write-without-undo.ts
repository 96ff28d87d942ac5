import { type Runbook, stepEntry } from '../../files/index.ts';
import type { PlannedStep } from '../plan.ts';
import type { Rule } from '../rule.ts';
import { runbooksThatRun } from '../subject.ts';

/** Steps that a rollback leaves as they are. */
export const writeWithoutUndo: Rule = {
  id: 'write-without-undo',
  severity: 'note',
  title: 'Steps before the checkpoint have no undo',
  why: 'Until the checkpoint a rollback undoes what was done; what has no undo stays, and somebody has to know.',
  remedy: 'Give each an undo, or write into its title why it may stay.',
  *find(subject) {
    for (const runbook of runbooksThatRun(subject)) {
      if (runbook.rollbacks.strategy === 'never') continue;
      const checkpoint = checkpointOf(runbook, subject.steps);
      if (checkpoint === undefined) continue;
      const left = [...checkpoint.after]
        .filter((planned) => planned.runbook === runbook && isLeft(planned))
        .toSorted((a, b) => a.step.position.line - b.step.position.line);
      const [first, ...others] = left;
      if (first === undefined) continue;
      const ids = left.map(({ step }) => step.id).join(', ');
      const count = left.length === 1 ? '1 step that writes has' : `${left.length} steps that write have`;
      yield {
        file: runbook.file,
        path: first.path,
        message: `${count} no undo before the checkpoint "${checkpoint.step.id}": ${ids}`,
        also: others.map(({ runbook: { file }, path, step }) => ({ file, path, says: step.id })),
      };
    }
  },
};

function checkpointOf(runbook: Runbook, steps: readonly PlannedStep[]): PlannedStep | undefined {
  return steps.find((planned) => planned.runbook === runbook && planned.does?.uses === 'checkpoint');
}

function isLeft({ step }: PlannedStep): boolean {
  return 'uses' in step && stepEntry(step.uses).writes && step.undo === undefined;
}
