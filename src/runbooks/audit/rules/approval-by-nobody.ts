import type { PlannedStep } from '../plan.ts';
import type { Found, Rule } from '../rule.ts';

/** A question that nobody has the right to answer. */
export const approvalByNobody: Rule = {
  id: 'approval-by-nobody',
  severity: 'error',
  title: 'Nobody may give an approval',
  why: 'A plan that waits for an answer that nobody may give waits until its timeout, in the middle of an outage.',
  remedy: 'Name a role with the right, or give the right to the role: roles: { commander: { may: [approve] } }.',
  *find({ steps, scenario }) {
    for (const planned of steps) {
      if (planned.does?.uses === 'people:approve') yield* approval(planned, scenario.people.onCall.count);
      yield* givingUp(planned);
    }
  },
};

function* approval({ runbook, step, path }: PlannedStep, people: number): Generator<Found> {
  const { file, roles } = runbook;
  const may = Object.keys(roles).filter((name) => roles[name]!.may.includes('approve'));
  if (people === 0) {
    yield { file, path, message: `the step "${step.id}" asks for an approval, and nobody is on call` };
  } else if (step.role !== undefined && !may.includes(step.role)) {
    const who = may.length === 0 ? 'no role may' : `${may.join(' and ')} may`;
    yield {
      file,
      path: [...path, 'role'],
      message: `the step "${step.id}" asks ${step.role} for an approval, who may not approve; ${who}`,
      also: [{ file, path: ['roles', step.role, 'may'], says: `what ${step.role} may do` }],
    };
  } else if (may.length === 0) {
    yield {
      file,
      path,
      severity: 'warning',
      message: `no role of this runbook may approve: whoever is on call decides the step "${step.id}" alone`,
    };
  }
}

/** `ungraceful: skip` only helps once somebody gave the old place up. */
function* givingUp({ runbook, step, path }: PlannedStep): Generator<Found> {
  if (step.ungraceful !== 'skip' || step.onFailure !== undefined) return;
  if (Object.values(runbook.roles).some(({ may }) => may.includes('go-ungraceful'))) return;
  yield {
    file: runbook.file,
    path: [...path, 'ungraceful'],
    severity: 'warning',
    message: `the step "${step.id}" is skipped once the run goes ungraceful, and no role of this runbook may decide that`,
  };
}
