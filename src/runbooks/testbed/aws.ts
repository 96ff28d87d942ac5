/** client-ec2 for a process of the world: the real client, with its real retries, in front of the world's EC2. */
import { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsCredential } from '../../platform/environment.ts';
import { attachEc2, ec2ClientConfig } from '../../sim/cloud/client-door.ts';
import type { Process } from '../../sim/network/index.ts';
import type { World } from '../../sim/world.ts';

const clientsOf = new WeakMap<Process, Map<string, EC2Client>>();

/** The client of a process for a credential and a region; made once. */
export function connectEc2(world: World, process: Process, credential: AwsCredential, region: string): EC2Client {
  let clients = clientsOf.get(process);
  if (!clients) clientsOf.set(process, (clients = new Map()));
  const key = `${credential.accessKeyId}/${region}`;
  let client = clients.get(key);
  if (!client) {
    client = new EC2Client({ ...ec2ClientConfig(region), credentials: credential });
    attachEc2(client, {
      ec2: world.ec2,
      account: accountOfKey(world, credential.accessKeyId),
      region,
      path: world.apiPath(process),
    });
    clients.set(key, client);
  }
  return client;
}

/** The account that an access key belongs to. */
export function accountOfKey(world: World, accessKeyId: string): string {
  const account = accountWithKey(world.topology.accounts, accessKeyId);
  if (!account) throw new Error(`no account has the access key ${accessKeyId}`);
  return account;
}

/** Which of these accounts an access key belongs to, if it belongs to one. */
export function accountWithKey(accounts: readonly string[], accessKeyId: string): string | undefined {
  return accounts.find((name) => credentialOf(name).accessKeyId === accessKeyId);
}

/** The AWS key of an account: `AKIA` and its name. */
export function credentialOf(account: string): AwsCredential {
  return { accessKeyId: `AKIA${account.toUpperCase()}`, secretAccessKey: `secret of ${account}` };
}
