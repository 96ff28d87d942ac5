/** What a step asks of the world, as far as its settings say it. A kind that no line here names asks nothing that a fault could take. */
import type { InstallationRoleName, ResolvedStep } from '../files/index.ts';
import { managerOf } from '../testbed/census.ts';
import type { PlannedStep } from './plan.ts';
import type { Subject } from './subject.ts';
import type { Placed } from './zones.ts';

export type Need =
  /** The HTTP API of an installation. */
  | { readonly of: 'installation'; readonly name: string }
  /** A machine that replicates this role of an installation, in a region. */
  | { readonly of: 'replica'; readonly name: string; readonly role: InstallationRoleName; readonly region: string }
  /** EC2's API of a region. */
  | AsksEc2
  /** Room for a new machine in a zone. */
  | ({ readonly of: 'zone' } & Placed);

interface AsksEc2 {
  readonly of: 'control-plane';
  readonly region: string;
  /** An error now and then does no harm. */
  readonly isTriedAgain: boolean;
  /** From the office of those who run the plan; else Scalarium asks, from where it is. */
  readonly isByHand: boolean;
}

/** Where Scalarium starts a machine when nobody names a zone. */
const usualZone = 'a';

/** What a step asks, the first thing first. What an earlier step put somewhere else is not asked where it was. */
export function needsOf(subject: Subject, planned: PlannedStep): Need[] {
  const { does, step } = planned;
  if (does === undefined) return [];
  const isTriedAgain = step.retry !== undefined && step.retry.attempts > 1;
  return needs(subject, does, isTriedAgain).filter(
    (need) => need.of !== 'installation' || !isMoved(subject, planned, need.name),
  );
}

function needs({ scenario }: Subject, does: ResolvedStep, isTriedAgain: boolean): Need[] {
  const api = (name: string | undefined): Need[] => (name === undefined ? [] : [{ of: 'installation', name }]);
  const manager = (name: string) => api(managerOf(scenario, name));
  const ec2 = (region: string): AsksEc2 => ({ of: 'control-plane', region, isTriedAgain, isByHand: true });
  const accountOf = (name: string) => scenario.world.installations[name]?.account ?? '';
  switch (does.uses) {
    case 'scalarium:ping':
    case 'scalarium:connect':
      return api(does.with.installation);
    case 'scalarium:start-instances':
    case 'couchdb:create-replica': {
      const { installation, region, zone = usualZone } = does.with;
      const room: Need = { of: 'zone', account: accountOf(installation), region, zone };
      return [...manager(installation), room, { ...ec2(region), isByHand: false }];
    }
    case 'couchdb:fence':
    case 'redis:fence':
      // The machine is asked first; where it does not answer EC2 is told to stop it.
      return [...manager(does.with.installation), ec2(does.with.region)];
    case 'couchdb:seed-from-replica':
    case 'redis:seed-from-replica': {
      const { installation: name, region } = does.with;
      const role = does.uses === 'redis:seed-from-replica' ? 'redis-master' : 'couch-master';
      return [
        ...manager(name),
        ...(region === undefined ? [] : [{ of: 'replica' as const, name, role, region } as Need]),
      ];
    }
    case 'couchdb:promote':
    case 'redis:promote':
      // A machine that is named need not be looked up.
      return does.with.on === undefined ? manager(does.with.installation) : [];
    case 'couchdb:unfence':
    case 'couchdb:build-views':
    case 'couchdb:follow-master':
    case 'couchdb:caught-up':
    case 'redis:follow-master':
    case 'scalarium:stop-instances':
    case 'scalarium:sees':
      return manager(does.with.installation);
    case 'scalarium:fence': {
      const home = scenario.world.installations[does.with.installation]?.place.region;
      return home === undefined ? [] : [ec2(home)];
    }
    case 'ec2:move-address':
      return [...manager(does.with.installation), ec2(does.with.region)];
    case 'ec2:find-replica':
      return [
        { of: 'replica', name: does.with.installation, role: 'couch-master', region: does.with.region },
        ec2(does.with.region),
      ];
    case 'dns:switch':
      return does.with.to === undefined ? [] : manager(does.with.installation);
    case 'ec2:launch': {
      const { account, region, zone } = does.with;
      return [...(zone === undefined ? [] : [{ of: 'zone' as const, account, region, zone }]), ec2(region)];
    }
    case 'ec2:terminate': {
      const { region } = does.with;
      // Without one it looks wherever the installation's machines may be.
      return region === undefined ? Object.keys(scenario.world.regions).map(ec2) : [ec2(region)];
    }
    default:
      return [];
  }
}

/** Whether an earlier step, or what is done in its place when it fails, brought the installation's name to other machines. */
function isMoved({ scenario }: Subject, { after }: PlannedStep, name: string): boolean {
  const hostname = scenario.world.installations[name]?.hostname;
  return [...after].some(({ does }) => {
    if (does?.uses === 'ec2:move-address') return does.with.installation === name && does.with.role === 'frontend';
    if (does?.uses !== 'dns:switch') return false;
    const { installation, record } = does.with;
    return record === undefined ? installation === name : record === hostname;
  });
}
