import { posix } from 'node:path';
import { type Path, type Runbook, stepsOf } from '../../files/index.ts';
import type { Rule } from '../rule.ts';
import { runbooksThatRun, type Subject } from '../subject.ts';

/** A plan that nobody ever comes to. */
export const runbookNotReachable: Rule = {
  id: 'runbook-not-reachable',
  severity: 'warning',
  title: 'A runbook is never run',
  why: 'A runbook that no step can come to is rehearsed by nobody, and is found broken when it is needed.',
  remedy: 'Call it from a step whose condition can be true, name it under runbook, or take it out.',
  *find(subject) {
    const { file, scenario, runbooks } = subject;
    if (scenario.runbook === undefined) {
      yield { file, path: ['runbook'], message: 'the scenario has no runbook: nobody does anything about its faults' };
    }
    const run = runbooksThatRun(subject);
    for (const runbook of runbooks.values()) {
      if (run.includes(runbook)) continue;
      const call = callOf(subject, runbook);
      if (call === undefined) continue;
      yield {
        file: call.file,
        path: call.path,
        message: `the runbook ${runbook.id} is never run: ${call.why}`,
      };
    }
  },
};

function callOf({ runbooks }: Subject, callee: Runbook) {
  for (const { file, steps } of [...runbooks.values()].map((from) => ({ file: from.file, steps: stepsOf(from) }))) {
    for (const { step, path } of steps) {
      if (!('uses' in step) || step.uses !== 'runbook:run') continue;
      if (posix.join(posix.dirname(file), String(step.with.file)) !== callee.file) continue;
      return { file, path: [...path, 'if'] as Path, why: `the step "${step.id}", which calls it, can never run` };
    }
  }
  return undefined;
}
