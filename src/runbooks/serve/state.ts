/** A served world at one moment, as `GET /_zonefall` tells it: the truth, which no call of EC2's shows. */
import { credentialOf } from '../testbed/aws.ts';
import type { ServedWorld } from './served-world.ts';

export function stateOf({ setting, pace, world, faults, misfired, seconds }: ServedWorld): object {
  const { kernel, topology, network, ec2 } = world;
  return {
    schema: 'zonefall.served/v1',
    scenario: setting.id,
    seed: setting.seed,
    ...pace,
    now: new Date(kernel.nowMs()).toISOString(),
    seconds: Math.round(seconds * 1000) / 1000,
    regions: Object.fromEntries(
      topology.regions.map((region) => [
        region,
        {
          zones: Object.fromEntries(
            topology.zones(region).map((id) => {
              const { power, dark } = network.sites.get(id)!;
              return [id, { power, dark }];
            }),
          ),
          controlPlane: ec2.controlPlane.status(region),
        },
      ]),
    ),
    accounts: Object.fromEntries(
      topology.accounts.map((name) => [
        name,
        { accessKeyId: credentialOf(name).accessKeyId, zones: zonesOf(world, name), instances: countOf(world, name) },
      ]),
    ),
    faults: faults.lasting.map(({ fault }) => fault),
    misfired,
  };
}

/** What the provider's status page says, the oldest first. */
export function postsOf({ world: { kernel, statusPage } }: ServedWorld): { at: string; text: string }[] {
  return statusPage.posts.map(({ atUs, text }) => ({ at: new Date(kernel.startMs + atUs / 1000).toISOString(), text }));
}

/** The physical zone behind each letter. */
function zonesOf({ topology }: ServedWorld['world'], account: string): Record<string, string> {
  const names = topology.regions.flatMap((region) => topology.zoneNames(account, region));
  return Object.fromEntries(names.map((name) => [name, topology.zoneId(account, name)!]));
}

/** Instances by state. */
function countOf({ ec2 }: ServedWorld['world'], account: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const instance of ec2.instances()) {
    if (instance.account === account) counts[instance.state] = (counts[instance.state] ?? 0) + 1;
  }
  return counts;
}
