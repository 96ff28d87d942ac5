/**
 * Whether installations stand apart: where the machines behind their names are now, for an installation moves. In 2011
 * no call told two accounts that their letters mean one zone; but the ids of reserved-instance offerings named the
 * physical zone, equal in every account (alestic.com, July 2009). That is how this step finds out, with each account's
 * own key.
 */
import { DescribeReservedInstancesOfferingsCommand } from '@aws-sdk/client-ec2';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { instanceBehind } from './ec2.ts';

export function topologySteps(testbed: Testbed): StepHandlers {
  return {
    'topology:apart': async ({ with: { installations, by } }) => {
      const places = await Promise.all(installations.map((name) => placeOf(testbed, name)));
      for (const [at, one] of places.entries()) {
        for (const other of places.slice(at + 1)) {
          if (one.region !== other.region) continue;
          if (by === 'region') throw new StepFailed(`${one.name} and ${other.name} are both in ${one.region}`);
          const [ours, theirs] = await Promise.all([one, other].map((place) => offeringIds(testbed, place)));
          if (ours!.some((id) => theirs!.includes(id))) {
            throw new StepFailed(
              `${one.name}'s ${one.zoneName} and ${other.name}'s ${other.zoneName} are the same physical zone: both see offering ${ours![0]}`,
            );
          }
        }
      }
    },
  };
}

interface Place {
  name: string;
  account: string;
  region: string;
  /** As the account calls it. */
  zoneName: string;
}

/** Where an installation's name leads; where EC2 does not tell, its home, as operators remember it. */
async function placeOf(testbed: Testbed, name: string): Promise<Place> {
  const { spec, hostName } = testbed.installation(name);
  const { account, place } = spec;
  const address = testbed.world.network.dns.answer(hostName)?.addresses[0];
  const found = address === undefined ? undefined : await instanceBehind(testbed, account, address, place.region);
  if (found === undefined) return { name, account, region: place.region, zoneName: place.region + place.zone };
  return { name, account, ...found };
}

async function offeringIds(testbed: Testbed, { account, region, zoneName }: Place): Promise<string[]> {
  const { ReservedInstancesOfferings } = await testbed.operator
    .ec2(account, region)
    .send(new DescribeReservedInstancesOfferingsCommand({ AvailabilityZone: zoneName }));
  return (ReservedInstancesOfferings ?? []).map(({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId!);
}
