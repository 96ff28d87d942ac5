import type { Path, Runbook } from '../../files/index.ts';
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

function* approval({ runbook, step, path, does }: PlannedStep, people: number): Generator<Found> {
  const { file, roles } = runbook;
  if (people === 0) {
    yield { file, path, message: `the step "${step.id}" asks for an approval, and nobody is on call` };
    return;
  }
  if (step.role !== undefined) yield* askedOf(runbook, step.role, [...path, 'role'], `the step "${step.id}" asks`);
  else if (!mayApprove(runbook)) {
    const names = Object.keys(roles);
    // Without any role the step asks whoever is on call.
    const who =
      names.length === 0 ? 'this runbook has no role' : `no role of this runbook may approve (${names.join(', ')})`;
    const then = names.length === 0 ? ': whoever is on call decides alone' : '';
    yield {
      file,
      path,
      severity: names.length === 0 ? 'warning' : 'error',
      message: `the step "${step.id}" asks for an approval, and ${who}${then}`,
    };
  }
  const escalate = does?.uses === 'people:approve' ? does.with.escalate : undefined;
  if (escalate === undefined) return;
  yield* askedOf(runbook, escalate.to, [...path, 'with', 'escalate', 'to'], `the step "${step.id}" escalates to`);
}

function* askedOf(runbook: Runbook, role: string, path: Path, asks: string): Generator<Found> {
  const { file, roles } = runbook;
  if (roles[role]?.may.includes('approve')) return;
  const others = Object.keys(roles).filter((name) => roles[name]!.may.includes('approve'));
  yield {
    file,
    path,
    message: `${asks} ${role}, who may not approve; ${others.length === 0 ? 'nobody may' : `${others.join(' and ')} may`}`,
    also: [{ file, path: ['roles', role, 'may'], says: `what ${role} may do` }],
  };
}

function mayApprove({ roles }: Runbook): boolean {
  return Object.values(roles).some(({ may }) => may.includes('approve'));
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
