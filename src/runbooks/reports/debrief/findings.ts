import { ofKind } from '../../journal/index.ts';
import { duration } from '../times.ts';
import type { ReportedRun } from './reported-run.ts';
import { stepRecords } from './step-records.ts';

/** Something to be done, by somebody, and how to see that it is done. */
export interface Finding {
  /** What kind of thing was found: that decides how it is looked at again. */
  readonly about: 'budget' | 'invariant' | 'collision' | 'preflight' | 'step';
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly why: string;
  /** Who is to act: the step's role or the runbook's owner; null where the files name nobody, which is a gap of its own. */
  readonly owner: string | null;
}

/** What this run found: what failed, what the preflight saw and nobody could change any more, and what nobody owns. Worst first. */
export function findingsOf(run: ReportedRun): Finding[] {
  const all = [...missedBudgets(run), ...brokenInvariants(run), ...collisions(run), ...preflights(run), ...checks(run)];
  return [...all.filter(({ severity }) => severity === 'error'), ...all.filter(({ severity }) => severity !== 'error')];
}

/** The owner that the plan names. */
function runbookOwner({ runbook }: ReportedRun): string | null {
  return runbook?.owner ?? null;
}

function missedBudgets(run: ReportedRun): Finding[] {
  const missed = run.result.budgets.filter(({ passed }) => !passed);
  return missed.map(({ id, actualSeconds, maxSeconds, why = '' }) => ({
    about: 'budget',
    severity: 'error',
    title: `The budget ${id} was missed`,
    why: actualSeconds === null ? why : `${duration(actualSeconds)} instead of at most ${duration(maxSeconds)}`,
    owner: runbookOwner(run),
  }));
}

function brokenInvariants(run: ReportedRun): Finding[] {
  const broken = run.result.invariants.filter(({ held }) => !held);
  return broken.map(({ name, why = '' }) => ({
    about: 'invariant',
    severity: 'error',
    title: `The invariant ${name} did not hold`,
    why,
    owner: runbookOwner(run),
  }));
}

function collisions(run: ReportedRun): Finding[] {
  return run.result.worlds.collisions.map(({ zone, names }) => ({
    about: 'collision',
    severity: 'error',
    title: `${names.join(' and ')} are the same physical zone`,
    why: `${zone}: what takes one of them takes the other`,
    owner: runbookOwner(run),
  }));
}

function preflights(run: ReportedRun): Finding[] {
  const failed = ofKind(run.events, 'preflight').filter(({ ok }) => !ok);
  return failed.map(({ id, severity, why }) => ({
    about: 'preflight',
    severity,
    title: `The preflight ${id} failed`,
    why,
    owner: runbookOwner(run),
  }));
}

/** Steps that failed without an answer in the plan; after the recovery those that looked, and did not find what the runbook expects. */
function checks(run: ReportedRun): Finding[] {
  const failed = stepRecords(run.events).filter(({ outcome }) => outcome === 'failed');
  return failed.map(({ path, why = '', owner }) => ({
    about: 'step',
    severity: 'warning',
    title: `The step ${path} failed`,
    why,
    owner: owner ?? runbookOwner(run),
  }));
}
