/**
 * Moving an elastic address within a region: the name stays, its address stays, and another machine answers there. It
 * needs EC2's API and no time to live; it cannot leave the region.
 */
import { AssociateAddressCommand, DescribeAddressesCommand } from '@aws-sdk/client-ec2';
import { StepFailed, type StepHandlers } from '../runner/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { machinesWith } from './inventory.ts';

export function addressSteps(testbed: Testbed): StepHandlers {
  const { dns } = testbed.world.network;
  return {
    /** An address that one of the machines has already stays there, so doing it again moves what is left. */
    'ec2:move-address': async ({ with: { installation, role, region, zone } }) => {
      const state = testbed.installation(installation);
      const name = role === 'frontend' ? state.hostName : state.busName;
      const client = testbed.operator.ec2(state.spec.account, region);
      const { Addresses = [] } = await client.send(new DescribeAddressesCommand({}));
      const behind = dns.intended(name).map((ip) => {
        const found = Addresses.find(({ PublicIp }) => PublicIp === ip);
        if (found) return found;
        throw new StepFailed(`${ip}, behind ${name}, is no elastic address of ${region}: only DNS can move the name`, {
          permanent: true,
        });
      });
      const online = (await machinesWith(testbed, installation, region, role))
        .filter(({ status, availability_zone }) => status === 'online' && availability_zone === region + zone)
        .map(({ ec2_instance_id }) => ec2_instance_id!);
      const toMove = behind.filter(({ InstanceId }) => !online.includes(InstanceId!));
      const free = online.filter((id) => !behind.some(({ InstanceId }) => InstanceId === id));
      if (free.length < toMove.length) {
        throw new StepFailed(
          `${toMove.length} addresses behind ${name} need a machine, and ${free.length} with the role ${role} are free in ${region}${zone}`,
        );
      }
      for (const [at, { PublicIp }] of toMove.entries()) {
        await client.send(new AssociateAddressCommand({ PublicIp, InstanceId: free[at] }));
      }
      return { moved: toMove.map(({ PublicIp }) => PublicIp!) };
    },
  };
}
