import { duration } from '../../reports/times.ts';
import type { Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

/** A name that caches hold for longer than the recovery may take. */
export const dnsTtlAboveBudget: Rule = {
  id: 'dns-ttl-above-budget',
  severity: 'error',
  title: 'A DNS time to live uses up the recovery budget',
  why: 'Resolvers send customers to the old address until the time to live has run out, however fast everything else was.',
  remedy: 'Lower dns.ttl well below the budget, and keep it there: it must be low before the outage.',
  *find(subject) {
    const budget = recoveryBudget(subject);
    if (budget === undefined) return;
    const { file, scenario } = subject;
    for (const [name, { dns, hostname }] of Object.entries(scenario.world.installations)) {
      if (dns.ttlSeconds < budget.maxSeconds || !isSwitched(subject, name, hostname)) continue;
      yield {
        file,
        path: ['world', 'installations', name, 'dns', 'ttl'],
        message: `${hostname ?? name} is cached for ${duration(dns.ttlSeconds)}; the budget "${budget.id}" allows ${duration(budget.maxSeconds)} for the whole recovery`,
        also: [{ file, path: budget.path, says: `the budget "${budget.id}"` }],
      };
    }
  },
};

function recoveryBudget({ scenario: { budgets } }: Subject) {
  const found = budgets
    .map(({ id, measure, maxSeconds }, index) => ({ id, measure, maxSeconds, path: ['budgets', index, 'max'] }))
    .filter(({ measure }) => measure === 'recovery');
  return found.toSorted((a, b) => a.maxSeconds - b.maxSeconds)[0];
}

/** Whether the plan points the name of this installation somewhere else. */
function isSwitched({ steps }: Subject, name: string, hostname: string | undefined): boolean {
  return steps.some(({ does }) => {
    if (does?.uses !== 'dns:switch') return false;
    const { installation, record } = does.with;
    return record === undefined ? installation === name : record === hostname;
  });
}
