/**
 * Keeping an old master from taking writes: the machine itself is asked, and where it does not answer EC2 is told to
 * stop it, so that it does not come back with its zone.
 */
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { Testbed } from '../testbed/testbed.ts';
import { type ManagedInstance, machinesWith } from './inventory.ts';

interface Asked {
  /** The shell command, and what the machine is like afterwards. */
  command: string;
  args: Readonly<Record<string, unknown>>;
  fenced: string;
}

/** Fences every machine with a role in a region, or in one zone of it (its letter); returns how, for people. */
export async function fenceMasters(
  testbed: Testbed,
  installation: string,
  region: string,
  role: string,
  asked: Asked,
  zone?: string,
): Promise<string> {
  const how: string[] = [];
  for (const master of await machinesWith(testbed, installation, region, role)) {
    if (zone !== undefined && master.availability_zone !== region + zone) continue;
    how.push(`${master.nickname} ${await fence(testbed, installation, region, master, asked)}`);
  }
  return how.join(', ') || 'no master there';
}

async function fence(
  testbed: Testbed,
  installation: string,
  region: string,
  { ip, ec2_instance_id }: ManagedInstance,
  { command, args, fenced }: Asked,
): Promise<string> {
  const answers =
    ip !== null &&
    (await testbed.operator.ssh(ip, command, args).then(
      () => true,
      () => false,
    ));
  if (answers) return fenced;
  if (!ec2_instance_id) return 'is not running';
  const { account } = testbed.installation(installation).spec;
  const stop = new StopInstancesCommand({ InstanceIds: [ec2_instance_id], Force: true });
  await testbed.operator.ec2(account, region).send(stop);
  return 'does not answer: EC2 was told to stop it';
}
