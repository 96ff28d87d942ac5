import type { Instance } from '@aws-sdk/client-ec2';
import type { SmallInstallation } from '../small-installation.ts';

export type Machine = Instance;

/** What EC2 shows of the installation's machines, without those that are gone. */
export function machinesOf(small: SmallInstallation): Machine[] {
  const where = { account: 'main', region: 'eu-west-1' };
  const { Reservations = [] } = small.world.ec2.perform(where, 'DescribeInstances', {});
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name !== 'terminated');
}
