/**
 * Keeping an old master from taking writes: the machine itself is asked, and where it does not answer EC2 is told to
 * stop it, so that it does not come back with its zone.
 */
import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { Testbed } from '../testbed/testbed.ts';
import { machinesWith } from './inventory.ts';

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
  const { account } = testbed.installation(installation).spec;
  const how: string[] = [];
  for (const master of await machinesWith(testbed, installation, region, role, zone)) {
    const machine = { ip: master.ip, instanceId: master.ec2_instance_id };
    how.push(`${master.nickname} ${await askOrStop(testbed, account, region, machine, asked)}`);
  }
  return how.join(', ') || 'no master there';
}

/** Asks a machine's own shell; where nobody answers, EC2 stops the machine, now or when its zone is back. */
export async function askOrStop(
  testbed: Testbed,
  account: string,
  region: string,
  machine: { ip: string | null | undefined; instanceId: string | null },
  { command, args, fenced }: Asked,
): Promise<string> {
  const { ip, instanceId } = machine;
  const answers = ip
    ? await testbed.operator.ssh(ip, command, args).then(
        () => true,
        () => false,
      )
    : false;
  if (answers) return fenced;
  if (!instanceId) return 'is not running';
  const stop = new StopInstancesCommand({ InstanceIds: [instanceId], Force: true });
  await testbed.operator.ec2(account, region).send(stop);
  return 'does not answer: EC2 was told to stop it';
}
