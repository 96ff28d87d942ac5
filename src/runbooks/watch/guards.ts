/** Invariants and stop conditions, looked at once a period: broken once is broken, met once ends the run. */
import { evaluate } from '../files/expressions.ts';
import type { Journal } from '../journal/index.ts';
import type { Probes } from '../probes/index.ts';
import type { Testbed } from '../testbed/testbed.ts';

export interface Guards {
  testbed: Testbed;
  probes: Probes;
  journal: Journal;
  /** A stop condition was met. */
  stop: () => void;
}

/** Begins to look, for ever. */
export function startGuards(guards: Guards): void {
  void look(guards).catch((error) => guards.testbed.world.kernel.fail(error));
}

async function look({ testbed, probes, journal, stop }: Guards): Promise<void> {
  const { invariants, stopConditions, monitoring } = testbed.scenario;
  const answers = new Map<string, boolean>();
  const broken = new Set<string>();
  for (;;) {
    for (const invariant of invariants) {
      const reading = await probes.look(invariant);
      if (answers.get(invariant.name) !== reading.ok)
        journal.write({ kind: 'probe', name: invariant.name, ...reading });
      answers.set(invariant.name, reading.ok);
      // Before the story begins nothing counts; what does not hold then is broken when it begins.
      if (reading.ok || testbed.nowSeconds < 0 || broken.has(invariant.name)) continue;
      broken.add(invariant.name);
      journal.write({ kind: 'invariant.broken', name: invariant.name, value: reading.value, why: reading.why });
    }
    for (const { name, when } of stopConditions) {
      if (!(await isMet(when, probes))) continue;
      journal.write({ kind: 'stop-condition.met', name, when });
      stop();
      return;
    }
    await testbed.monitor.sleep(monitoring.everySeconds * 1e6, 'guards');
  }
}

/** The probes that a condition names are measured first, because an expression cannot wait. */
async function isMet(when: string, probes: Probes): Promise<boolean> {
  const names = new Set([...when.matchAll(/probe\(\s*['"]([^'"]+)['"]\s*\)/g)].map(([, name]) => name!));
  const values = new Map<string, number>();
  for (const name of names) {
    const value = await probes.measure(name as never);
    // What cannot be measured now meets no condition; the next look may tell.
    if (value === undefined) return false;
    values.set(name, value);
  }
  return evaluate(when, { probe: (name) => values.get(name)! }) === true;
}
