import { type ProbeName, type Runbook, type SafetyRule, type Scenario, stepEntry } from '../../files/index.ts';
import type { Rule } from '../rule.ts';
import { runbooksThatRun, type Subject } from '../subject.ts';

/** A safety rule that holds whatever happens, or is never read. */
export const safetyRuleNeverBars: Rule = {
  id: 'safety-rule-never-bars',
  severity: 'warning',
  title: 'A safety rule can never bar a step',
  why: 'A rule that nothing can break is read as a protection that is not there.',
  remedy: 'Set the threshold where the probe can cross it, or take the rule out.',
  *find(subject) {
    for (const runbook of runbooksThatRun(subject)) {
      for (const [index, rule] of runbook.safetyRules.entries()) {
        const why = whyUnread(subject, runbook, rule) ?? whyNever(subject.scenario, rule);
        if (why === undefined) continue;
        yield {
          file: runbook.file,
          path: ['safety-rules', index, 'threshold'],
          message: `the safety rule "${rule.name}" (${rule.type} ${rule.threshold} of ${rule.of}) bars nothing: ${why}`,
        };
      }
    }
  },
};

/** Rules are read around each step that writes, in the runbook and in those that it calls; ATLEAST only where a step moves its probe. */
function whyUnread({ steps }: Subject, runbook: Runbook, { type, of }: SafetyRule): string | undefined {
  const covered = steps.filter(({ runbook: own }) => own === runbook || calls(steps, runbook));
  const entries = covered.flatMap(({ step }) => ('uses' in step ? [stepEntry(step.uses)] : []));
  if (!entries.some(({ writes }) => writes)) return 'no step that it covers writes';
  if (type === 'ATLEAST' && !entries.some(({ changes = [] }) => changes.includes(of))) return `no step changes ${of}`;
  return undefined;
}

function calls(steps: Subject['steps'], runbook: Runbook): boolean {
  return steps.some(({ does, runbook: own }) => own === runbook && does?.uses === 'runbook:run');
}

function whyNever(scenario: Scenario, { type, threshold, of }: SafetyRule): string | undefined {
  const { max, what } = largest(scenario, of);
  if (type === 'ATLEAST' && threshold <= 0) return `${of} is never below 0`;
  if (type === 'ATLEAST' && threshold > max) return `${of} never gets there: ${what}`;
  if (type === 'ATMOST' && threshold >= max) return `${of} is never above ${max}: ${what}`;
  return undefined;
}

/** The largest value that a probe can have, and why; no bound for one whose largest value depends on the run. */
function largest({ world }: Scenario, probe: ProbeName): { readonly max: number; readonly what: string } {
  if (probe === 'couchdb:active-tasks') return { max: 1, what: 'it is a share' };
  if (probe === 'ec2:running-outside') {
    const counts = world.customers.flatMap(({ roles }) => Object.values(roles));
    const max = counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
    return { max, what: `customers have ${max} machines` };
  }
  return { max: Number.POSITIVE_INFINITY, what: '' };
}
