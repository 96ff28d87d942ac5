/** A world in one line: each question costs what its answer and its time cost. For tests of a search that would need a hundred real ones. */
import type { RunWorld } from '../../../../src/runbooks/drill/debrief/policies.ts';
import type { Script } from '../../../../src/runbooks/drill/script.ts';
import type { RunResult } from '../../../../src/runbooks/verdict/index.ts';

export interface Outcome {
  /** Null never recovers. */
  readonly rtoSeconds: number | null;
  readonly missed?: readonly string[];
  readonly broken?: readonly string[];
  readonly reasons?: readonly string[];
}

/** The result of a run with these figures. */
export function resultWith({ rtoSeconds, missed = [], broken = [], reasons = [] }: Outcome): RunResult {
  const budget = (id: string) => ({
    id,
    measure: 'recovery',
    maxSeconds: 1,
    actualSeconds: 1,
    passed: !missed.includes(id),
  });
  return {
    ...{
      schema: 'zonefall.result/v1',
      environment: 'simulated',
      scenario: { id: 'small', sha256: '' },
      variant: 'none',
      seed: 1,
    },
    ...{ verdict: 'failed', reasons, milestones: [], fit: [], worlds: { collisions: [] }, virtualSeconds: 0 },
    trace: { events: 0, sha256: '' },
    budgets: ['rto', 'decide'].map(budget),
    invariants: broken.map((name) => ({ name, held: false, brokenAtSeconds: 1 })),
    recovery: {
      ...{ recovered: rtoSeconds !== null, rtoSeconds, rpoSeconds: 0, lostWrites: 0 },
      phases: { detect: null, decide: null, mobilise: null, recover: null, verify: null },
    },
  };
}

/** What was said to each step that asked, in order: `{ decide: [['go', 2]] }`, in minutes after it was asked. */
export type Policy = Readonly<Record<string, readonly (readonly [choice: string, afterMinutes: number])[]>>;

export interface ModelWorld {
  readonly run: RunWorld;
  readonly policies: Policy[];
}

export function modelWorld(outcome: (policy: Policy | 'modelled') => Outcome): ModelWorld {
  const policies: Policy[] = [];
  const run: RunWorld = async ({ inputs }) => {
    if (inputs === undefined) return resultWith(outcome('modelled'));
    const policy = policyOf(inputs);
    policies.push(policy);
    return resultWith(outcome(policy));
  };
  return { run, policies };
}

function policyOf({ entries }: Script): Policy {
  const said: Record<string, [string, number][]> = {};
  for (const entry of entries) {
    if (entry.kind !== 'answer') continue;
    said[entry.path!] ??= [];
    said[entry.path!]!.push([entry.choice, (entry.afterUs ?? 0) / 60e6]);
  }
  return said;
}
