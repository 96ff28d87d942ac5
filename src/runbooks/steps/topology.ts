/**
 * Whether installations stand apart. In 2011 no call told two accounts that their letters mean one zone; but the ids of
 * reserved-instance offerings named the physical zone, equal in every account (alestic.com, July 2009). That is how
 * this step finds out, with each account's own key.
 */
import { DescribeReservedInstancesOfferingsCommand } from '@aws-sdk/client-ec2';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import type { Testbed } from '../testbed/testbed.ts';

export function topologySteps(testbed: Testbed): StepHandlers {
  return {
    'topology:apart': async ({ with: { installations, by } }) => {
      const places = installations.map((name) => ({ name, ...testbed.installation(name).spec }));
      for (const [at, one] of places.entries()) {
        for (const other of places.slice(at + 1)) {
          if (one.place.region !== other.place.region) continue;
          if (by === 'region') throw new StepFailed(`${one.name} and ${other.name} are both in ${one.place.region}`);
          const [ours, theirs] = await Promise.all([one, other].map((place) => offeringIds(testbed, place)));
          if (ours!.some((id) => theirs!.includes(id))) {
            throw new StepFailed(
              `${one.name}'s ${zoneName(one)} and ${other.name}'s ${zoneName(other)} are the same physical zone: both see offering ${ours![0]}`,
            );
          }
        }
      }
    },
  };
}

interface Placed {
  account: string;
  place: { region: string; zone: string };
}

const zoneName = ({ place }: Placed) => place.region + place.zone;

async function offeringIds(testbed: Testbed, placed: Placed): Promise<string[]> {
  const client = testbed.operator.ec2(placed.account, placed.place.region);
  const { ReservedInstancesOfferings } = await client.send(
    new DescribeReservedInstancesOfferingsCommand({ AvailabilityZone: zoneName(placed) }),
  );
  return (ReservedInstancesOfferings ?? []).map(({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId!);
}
