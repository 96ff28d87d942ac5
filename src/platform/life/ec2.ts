/** EC2 as a worker uses it: launch, look, terminate, reboot; with a time limit on every call. */
import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance as Ec2Instance,
  RebootInstancesCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { awsCredential } from '../documents/credential.ts';
import { type Cloud, type Credential, clientTokenOf, type Instance, type Role } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import type { InstallationConfig } from '../installation.ts';
import { within } from '../patience.ts';
import { errorCode, isUnknownInstance } from './ec2-errors.ts';
import { builtInGroups, customGroups, ensureBuiltInGroups } from './security-groups.ts';
import { tagsOf } from './tags.ts';

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

/** A client of EC2 as far as the platform uses it: each call ends, with an Ec2TimeoutError if need be. */
export type Ec2Client = Pick<EC2Client, 'send'>;

export function decodeUserData(base64: string): UserData {
  return JSON.parse(Buffer.from(base64, 'base64').toString('utf8')) as UserData;
}

export class Ec2 {
  readonly #env: Environment;
  readonly #config: InstallationConfig;
  readonly #clients = new Map<string, Ec2Client>();
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
    const where = `${credential.aws_access_key_id} ${cloud.region} ${builtInGroups(roles).join()}`;
    const remembered = this.#groupsMade.has(where);
    const run = async () => {
      await this.#ensureGroups(where, cloud, roles, credential);
      const { Instances } = await this.on(credential, cloud).send(
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
      );
      return Instances![0]!.InstanceId!;
    };
    try {
      return await run();
    } catch (error) {
      // Somebody may have deleted a group that we remember: it is made anew.
      if (remembered && errorCode(error) === 'InvalidGroup.NotFound') {
        this.#groupsMade.delete(where);
        return run();
      }
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
      const looked = new DescribeInstancesCommand({ InstanceIds: [ec2InstanceId] });
      const { Reservations } = await this.on(credential, cloud).send(looked);
      return Reservations?.flatMap((reservation) => reservation.Instances ?? [])[0];
    } catch (error) {
      if (isUnknownInstance(error)) return undefined;
      throw error;
    }
  }

  /** The EC2 instance that a launch of this start has made, when nobody got to write down its id. */
  async findLaunched(instance: Instance, cloud: Cloud, credential: Credential): Promise<string | undefined> {
    const token = clientTokenOf(instance);
    const { Reservations } = await this.on(credential, cloud).send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: [token] }] }),
    );
    const found = Reservations?.flatMap((reservation) => reservation.Instances ?? []);
    return found?.find((one) => one.ClientToken === token && one.State?.Name !== 'terminated')?.InstanceId;
  }

  /** Asks EC2 to terminate; one that EC2 does not know is gone already. */
  async terminate(ec2InstanceId: string, cloud: Cloud, credential: Credential): Promise<void> {
    try {
      await this.on(credential, cloud).send(new TerminateInstancesCommand({ InstanceIds: [ec2InstanceId] }));
    } catch (error) {
      if (!isUnknownInstance(error)) throw error;
    }
  }

  async reboot(ec2InstanceId: string, cloud: Cloud, credential: Credential): Promise<void> {
    await this.on(credential, cloud).send(new RebootInstancesCommand({ InstanceIds: [ec2InstanceId] }));
  }

  async #ensureGroups(where: string, cloud: Cloud, roles: readonly Role[], credential: Credential): Promise<void> {
    if (this.#groupsMade.has(where)) return;
    await ensureBuiltInGroups(this.on(credential, cloud), roles);
    this.#groupsMade.add(where);
  }

  #userData(instance: Instance): string {
    const { name, busHost, busPort } = this.#config;
    const data: UserData = { installation: name, busHost, busPort, agentId: instance.agent_id! };
    return Buffer.from(JSON.stringify(data)).toString('base64');
  }

  /** A cloud's EC2, with a time limit on every call. */
  on(credential: Credential, cloud: Pick<Cloud, 'region'>): Ec2Client {
    const key = `${credential.aws_access_key_id} ${cloud.region}`;
    let client = this.#clients.get(key);
    if (!client) {
      client = this.#patient(this.#env.ec2(awsCredential(credential), cloud.region));
      this.#clients.set(key, client);
    }
    return client;
  }

  #patient(client: EC2Client): Ec2Client {
    const { ec2TimeoutMs } = this.#config;
    const send = (command: Parameters<EC2Client['send']>[0]) => {
      const abort = new AbortController();
      return within(this.#env.clock, ec2TimeoutMs, client.send(command, { abortSignal: abort.signal }), () => {
        abort.abort();
        return new Ec2TimeoutError(ec2TimeoutMs);
      });
    };
    return { send: send as EC2Client['send'] };
  }
}
