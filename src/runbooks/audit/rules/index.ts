/** Every rule, in the order in which reports show them. */
import type { Rule } from '../rule.ts';
import { approvalByNobody } from './approval-by-nobody.ts';
import { budgetAboveHorizon } from './budget-above-horizon.ts';
import { dnsTtlAboveBudget } from './dns-ttl-above-budget.ts';
import { emptyTarget } from './empty-target.ts';
import { needsWhatIsLost } from './needs-what-is-lost.ts';
import { noTimeout } from './no-timeout.ts';
import { quotaTooSmall } from './quota-too-small.ts';
import { replicaBesideMaster } from './replica-beside-master.ts';
import { replicaCannotSeed } from './replica-cannot-seed.ts';
import { retryOutlastsTimeout } from './retry-outlasts-timeout.ts';
import { runbookNotReachable } from './runbook-not-reachable.ts';
import { safetyRuleNeverBars } from './safety-rule-never-bars.ts';
import { sharedZone } from './shared-zone.ts';
import { writeWithoutUndo } from './write-without-undo.ts';

export const rules: readonly Rule[] = [
  sharedZone,
  replicaCannotSeed,
  replicaBesideMaster,
  needsWhatIsLost,
  approvalByNobody,
  quotaTooSmall,
  dnsTtlAboveBudget,
  emptyTarget,
  budgetAboveHorizon,
  noTimeout,
  retryOutlastsTimeout,
  safetyRuleNeverBars,
  runbookNotReachable,
  writeWithoutUndo,
];
