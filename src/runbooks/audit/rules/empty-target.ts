import type { Target } from '../../files/index.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';
import { type Placed, zonesBehind } from '../zones.ts';

/** A fault that hits nothing. */
export const emptyTarget: Rule = {
  id: 'empty-target',
  severity: 'error',
  title: 'A target is empty',
  why: 'A fault that hits nothing tests nothing: such a run is inconclusive, never passed.',
  remedy: 'Aim at a zone, a region or machines that are there; take a target out that no fault uses.',
  *find(subject) {
    const { file, scenario } = subject;
    if (scenario.method.length === 0) {
      yield { file, path: ['method'], message: 'no fault: nothing is tested' };
    }
    if (scenario.steadyState.probes.length === 0) {
      const path = ['steady-state-hypothesis', 'probes'];
      yield { file, path, message: 'the steady state has no probe: nobody can tell whether it was reached' };
    }
    for (const [name, target] of Object.entries(scenario.targets)) yield* targetFindings(subject, name, target);
  },
};

function* targetFindings(subject: Subject, name: string, target: Target): Generator<Found> {
  const { file, scenario } = subject;
  const path = ['targets', name];
  if (target.type !== 'link' && target.ids.length === 0) {
    yield { file, path: [...path, 'ids'], message: `the target "${name}" names nothing` };
    return;
  }
  if (!scenario.method.some((fault) => fault.target === name)) {
    yield { file, path, severity: 'note', message: `no fault aims at the target "${name}"` };
    return;
  }
  if (target.type !== 'zone' && target.type !== 'region') return;
  if (target.ids.some((id) => somebodyIn(subject, id))) return;
  const message = `nobody's machine stands in ${target.ids.join(', ')}, which the target "${name}" names`;
  yield { file, path: [...path, 'ids'], severity: 'warning', message };
}

/** Whether a machine stands, or with shuffled letters may stand, in a physical zone or a region. */
function somebodyIn({ scenario: { world } }: Subject, id: string): boolean {
  const places: Placed[] = [
    ...Object.values(world.installations).flatMap(({ account, place, replicas }) =>
      [place, ...replicas].map(({ region, zone }) => ({ account, region, zone })),
    ),
    ...world.customers.flatMap(({ account, region, zones }) => zones.map((zone) => ({ account, region, zone }))),
  ];
  return places.some((place) => place.region === id || zonesBehind(world, place).includes(id));
}
