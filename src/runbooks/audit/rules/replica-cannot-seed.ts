import { instanceType } from '../../../sim/cloud/instance-types.ts';
import type { Installation, Replica } from '../../files/index.ts';
import type { PlannedStep } from '../plan.ts';
import type { Found, Rule } from '../rule.ts';
import type { Subject } from '../subject.ts';

const MASTER = 'couch-master';

/**
 * Replicas whose view indexes a new master cannot use. Under the index policy `2011` they must have been built on the same architecture;
 * that is the rule of Scalarium's own account of 7 August 2011.
 */
export const replicaCannotSeed: Rule = {
  id: 'replica-cannot-seed',
  severity: 'error',
  title: 'Replicas cannot seed a master',
  why: "A master that cannot use a replica's view indexes builds them anew, document by document: hours in which no page answers.",
  remedy: 'Give the replicas an instance type of the same architecture as the master.',
  *find(subject) {
    for (const [name, installation] of Object.entries(subject.scenario.world.installations)) {
      yield* otherArchitecture(subject, name, installation);
      yield* nothingToSeedFrom(subject, name, installation);
    }
  },
};

function* otherArchitecture(subject: Subject, name: string, installation: Installation): Generator<Found> {
  if (installation.data.indexPolicy !== '2011') return;
  const indexed = [...installation.replicas.entries()].filter(([, { of }]) => of.includes(MASTER));
  const unfit = indexed.flatMap(([index, replica]) => {
    const master = masterFor(subject, name, installation, replica);
    return bits(replica.type) === bits(master) ? [] : [{ index, replica, master }];
  });
  const [first] = unfit.toSorted((a, b) => rank(subject, name, a.replica) - rank(subject, name, b.replica));
  if (first === undefined) return;
  const { index, replica, master } = first;
  const path = (at: number) => ['world', 'installations', name, 'replicas', at, 'type'];
  const some =
    unfit.length === indexed.length
      ? `all ${indexed.length} replicas`
      : `${unfit.length} of the ${indexed.length} replicas`;
  const which = unfit.length === 1 ? 'a replica' : some;
  yield {
    file: subject.file,
    path: path(index),
    severity: rank(subject, name, replica) === 0 ? 'error' : 'warning',
    message: `${which} of ${name} (${replica.type} in ${replica.region}, ${bits(replica.type)} bits) cannot seed a master on ${master} (${bits(master)} bits): policy "2011" asks for view indexes of the same architecture`,
    also: unfit
      .filter((each) => each !== first)
      .map((each) => ({
        file: subject.file,
        path: path(each.index),
        says: `${each.replica.type} in ${each.replica.region}`,
      })),
  };
}

/** The type on which a runbook would start the new master beside this replica, else the present one's. */
function masterFor(subject: Subject, name: string, { roles }: Installation, replica: Replica): string {
  for (const { does } of subject.steps) {
    if (does?.uses !== 'scalarium:start-instances') continue;
    const { installation, role, region, type } = does.with;
    if (installation === name && role === MASTER && region === replica.region) return type;
  }
  return roles[MASTER]?.type ?? replica.type;
}

/** A replica that a runbook seeds from comes first: 0; one that merely could is 1. */
function rank(subject: Subject, name: string, { region }: Replica): number {
  return seeds(subject, name, 'couchdb:seed-from-replica').some(({ from }) => from === region) ? 0 : 1;
}

function* nothingToSeedFrom(subject: Subject, name: string, { replicas }: Installation): Generator<Found> {
  for (const [uses, master] of [
    ['couchdb:seed-from-replica', MASTER],
    ['redis:seed-from-replica', 'redis-master'],
  ] as const) {
    for (const { planned, from } of seeds(subject, name, uses)) {
      const there = replicas.some(({ of, region }) => region === from && of.includes(master));
      if (from === undefined || there || madeBefore(planned, name, from)) continue;
      const { runbook, path, step } = planned;
      yield {
        file: runbook.file,
        path: [...path, 'with', 'region'],
        message: `the step "${step.id}" copies from a replica of ${name}'s ${master} in ${from}, and there is none`,
      };
    }
  }
}

function seeds(
  { steps }: Subject,
  name: string,
  uses: 'couchdb:seed-from-replica' | 'redis:seed-from-replica',
): { readonly planned: PlannedStep; readonly from: string | undefined }[] {
  return steps.flatMap((planned) => {
    const { does } = planned;
    return does?.uses === uses && does.with.installation === name ? [{ planned, from: does.with.region }] : [];
  });
}

function madeBefore({ after }: PlannedStep, name: string, region: string): boolean {
  return [...after].some(
    ({ does }) =>
      does?.uses === 'couchdb:create-replica' && does.with.installation === name && does.with.region === region,
  );
}

function bits(type: string): 32 | 64 {
  return instanceType(type)?.architectures[0] === 'i386' ? 32 : 64;
}
