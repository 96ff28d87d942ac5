/** EC2 as a worker uses it: launch, look, terminate, reboot; with a time limit on every call. */
import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance as Ec2Instance,
  RebootInstancesCommand,
  RunInstancesCommand,
  type Tag,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { awsCredential } from '../documents/credential.ts';
import { type Cloud, type Credential, clientTokenOf, type Instance, type Role } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import type { InstallationConfig } from '../installation.ts';
import { within } from '../patience.ts';
import { errorCode, isUnknownInstance } from './ec2-errors.ts';
import { builtInGroups, customGroups, ensureBuiltInGroups } from './security-groups.ts';

/** EC2 has not answered in time. */
export class Ec2TimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`EC2 has not answered within ${timeoutMs / 1000} s`);
    this.name = 'Ec2TimeoutError';
  }
}

/** What cannot be launched however often it is tried, for a reason that lies with us. */
export class LaunchRefusedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LaunchRefusedError';
  }
}

/** What the agent of a new machine finds in its user data. */
export interface UserData {
  installation: string;
  busHost: string;
  busPort: number;
  agentId: string;
}

export function decodeUserData(base64: string): UserData {
  return JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as UserData;
}

export class Ec2 {
  readonly #env: Environment;
  readonly #config: InstallationConfig;
  readonly #clients = new Map<string, EC2Client>();
  /** Access key and region with the built-in groups that are known to exist there. */
  readonly #groupsMade = new Set<string>();

  constructor(env: Environment, config: InstallationConfig) {
    this.#env = env;
    this.#config = config;
  }

  /** Launches the instance's present start and returns EC2's id for it; a second call for the same start returns the same. */
  async launch(instance: Instance, cloud: Cloud, roles: readonly Role[], credential: Credential): Promise<string> {
    const image = this.#config.images[cloud.region]?.[instance.architecture];
    if (!image) throw new LaunchRefusedError(`no ${instance.architecture} image is configured for ${cloud.region}`);
    const zone = instance.availability_zone ?? cloud.default_availability_zone;
    try {
      return await this.#call(credential, cloud, async (ec2, signal) => {
        await this.#ensureGroups(ec2, cloud, roles, credential, signal);
        const launched = await ec2.send(
          new RunInstancesCommand({
            ImageId: image,
            InstanceType: instance.instance_type as never,
            MinCount: 1,
            MaxCount: 1,
            ClientToken: clientTokenOf(instance),
            KeyName: cloud.ssh_key_name ?? undefined,
            Placement: zone ? { AvailabilityZone: zone } : undefined,
            SecurityGroups: [...builtInGroups(roles), ...customGroups(roles)],
            UserData: this.#userData(instance),
            TagSpecifications: [{ ResourceType: 'instance', Tags: tagsOf(instance, cloud, roles) }],
          }),
          { abortSignal: signal },
        );
        return launched.Instances![0]!.InstanceId!;
      });
    } catch (error) {
      // An earlier try has launched it, and since then a name or a group has changed.
      if (errorCode(error) !== 'IdempotentParameterMismatch') throw error;
      const launched = await this.findLaunched(instance, cloud, credential);
      if (!launched) throw error;
      return launched;
    }
  }

  /** What EC2 knows of the instance; undefined when it knows none of that id. */
  async look(ec2InstanceId: string, cloud: Cloud, credential: Credential): Promise<Ec2Instance | undefined> {
    try {
      return await this.#call(credential, cloud, async (ec2, signal) => {
        const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [ec2InstanceId] }), {
          abortSignal: signal,
        });
        return Reservations?.flatMap((reservation) => reservation.Instances ?? [])[0];
      });
    } catch (error) {
      if (isUnknownInstance(error)) return undefined;
      throw error;
    }
  }

  /** The EC2 instance that a launch of this start has made, when nobody got to write down its id. */
  async findLaunched(instance: Instance, cloud: Cloud, credential: Credential): Promise<string | undefined> {
    const token = clientTokenOf(instance);
    return this.#call(credential, cloud, async (ec2, signal) => {
      const { Reservations } = await ec2.send(
        new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: [token] }] }),
        { abortSignal: signal },
      );
      const found = Reservations?.flatMap((reservation) => reservation.Instances ?? []);
      return found?.find((one) => one.ClientToken === token && one.State?.Name !== 'terminated')?.InstanceId;
    });
  }

  /** Asks EC2 to terminate; one that EC2 does not know is gone already. */
  async terminate(ec2InstanceId: string, cloud: Cloud, credential: Credential): Promise<void> {
    try {
      await this.#call(credential, cloud, (ec2, signal) =>
        ec2.send(new TerminateInstancesCommand({ InstanceIds: [ec2InstanceId] }), { abortSignal: signal }),
      );
    } catch (error) {
      if (!isUnknownInstance(error)) throw error;
    }
  }

  async reboot(ec2InstanceId: string, cloud: Cloud, credential: Credential): Promise<void> {
    await this.#call(credential, cloud, (ec2, signal) =>
      ec2.send(new RebootInstancesCommand({ InstanceIds: [ec2InstanceId] }), { abortSignal: signal }),
    );
  }

  async #ensureGroups(
    ec2: EC2Client,
    cloud: Cloud,
    roles: readonly Role[],
    credential: Credential,
    signal: AbortSignal,
  ): Promise<void> {
    const where = `${credential.aws_access_key_id} ${cloud.region} ${builtInGroups(roles).join()}`;
    if (this.#groupsMade.has(where)) return;
    await ensureBuiltInGroups(ec2, roles, signal);
    this.#groupsMade.add(where);
  }

  #userData(instance: Instance): string {
    const { name, busHost, busPort } = this.#config;
    const data: UserData = { installation: name, busHost, busPort, agentId: instance.agent_id! };
    return Buffer.from(JSON.stringify(data)).toString('base64');
  }

  #call<T>(
    credential: Credential,
    cloud: Cloud,
    request: (ec2: EC2Client, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const key = `${credential.aws_access_key_id} ${cloud.region}`;
    let client = this.#clients.get(key);
    if (!client) this.#clients.set(key, (client = this.#env.ec2(awsCredential(credential), cloud.region)));
    const abort = new AbortController();
    const { ec2TimeoutMs } = this.#config;
    return within(this.#env.clock, ec2TimeoutMs, request(client, abort.signal), () => {
      abort.abort();
      return new Ec2TimeoutError(ec2TimeoutMs);
    });
  }
}

/** Every instance tells on EC2 which cloud and roles it belongs to (blog of 2011-09-21; the keys are ours). */
function tagsOf(instance: Instance, cloud: Cloud, roles: readonly Role[]): Tag[] {
  return [
    { Key: 'Name', Value: `${cloud.name} - ${instance.nickname}` },
    { Key: 'scalarium:cloud', Value: cloud.name },
    { Key: 'scalarium:instance', Value: instance.nickname },
    ...roles.map((role) => ({ Key: `scalarium:role:${role.shortname}`, Value: role.name })),
  ];
}
