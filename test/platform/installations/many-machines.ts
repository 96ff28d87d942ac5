/** An installation with many clouds of many machines, all online since months: what a full configure costs in it. */
import { type Cloud, newCloud, newRole, onlineInstance, startAgent } from '../../../src/platform/index.ts';
import { configureJob } from '../../../src/platform/queue/job.ts';
import { Queue } from '../../../src/platform/queue/queue.ts';
import { RedisLink } from '../../../src/platform/redis-link.ts';
import type { Traffic } from '../../../src/sim/network/traffic.ts';
import { id, SmallInstallation } from '../small-installation.ts';

export class ManyMachines {
  readonly small: SmallInstallation;
  readonly clouds: Cloud[] = [];
  /** Agents by the nickname of their machine in its cloud, and how many configures each has run. */
  readonly configured = new Map<string, number>();
  readonly #agents: { agentId: string; nickname: string }[] = [];
  #operator: Queue | undefined;

  constructor(shape: { clouds: number; machinesPerCloud: number }) {
    this.small = new SmallInstallation({ workers: 4, frontends: 2 });
    for (let number = 1; number <= shape.clouds; number++) this.#addCloud(number, shape.machinesPerCloud);
  }

  #addCloud(number: number, machines: number): void {
    const { documents, world, cloud: first } = this.small;
    const nowMs = world.kernel.startMs;
    const identity = (kind: number, at = 0) => ({ id: id(kind * 0x1000000 + number * 0x1000 + at), nowMs });
    const { account_id, credential_id, region } = first;
    const cloud = newCloud({ account_id, credential_id, region, name: `cloud ${number}` }, identity(1));
    const fields = { cluster_id: cloud._id, name: 'App', shortname: 'app', role_type: 'custom' as const };
    const role = newRole(fields, identity(2));
    this.clouds.push(cloud);
    documents.push(cloud, role);
    for (let at = 1; at <= machines; at++) {
      const nickname = `app${at}`;
      const address = `${number >> 8}.${number & 255}.${at >> 8}.${at & 255}`;
      const instance = onlineInstance(
        {
          ...{ cluster_id: cloud._id, role_ids: [role._id], nickname, instance_type: 'm1.small' },
          ...{ availability_zone: 'eu-west-1a', ec2_instance_id: `i-${number}-${at}` },
          ...{ ip: `54.${address}`, dns_name: `ec2-${address}`, private_ip: `10.${address}`, private_dns_name: 'ip' },
        },
        identity(3, at),
      );
      documents.push(instance);
      this.#agents.push({ agentId: instance.agent_id, nickname: `${number}/${nickname}` });
    }
  }

  get machines(): number {
    return this.#agents.length;
  }

  /** Plays a story in which all agents are connected. */
  play(tell: () => Promise<void>): Promise<void> {
    return this.small.play(async () => {
      for (const agent of this.#agents) this.#start(agent);
      await this.small.sleep(120);
      await tell();
    });
  }

  #start({ agentId, nickname }: { agentId: string; nickname: string }): void {
    const host = this.small.host(`machine-${agentId}`);
    const process = host.start('agent');
    const env = this.small.environment(process);
    const { busHost, busPort } = this.small.config;
    const facts = () => ({
      ...{ hostname: nickname, ec2InstanceId: 'i', privateIp: '10.0.0.1', publicIp: '54.0.0.1', privateDnsName: 'ip' },
      ...{ publicDnsName: 'ec2', architecture: 'i386' as const, instanceType: 'm1.small' },
    });
    const converge = async ({ activity }: { activity: string }) => {
      await env.clock.sleep(10_000);
      if (activity === 'configure') this.configured.set(nickname, (this.configured.get(nickname) ?? 0) + 1);
      return { ok: true, log: 'done' };
    };
    startAgent(env, { agentId, busHost, busPort, machine: { facts, converge } });
  }

  /** Configures all clouds at once; resolves when every machine has, and has told so. */
  async fanOut(): Promise<void> {
    const { small } = this;
    if (!this.#operator) {
      const env = small.environment(small.host('setup2').start('setup2'));
      this.#operator = new Queue(new RedisLink(env, small.config, 60_000), env.random);
    }
    this.configured.clear();
    const reported = () => small.linesOf('chef.run').length;
    const before = reported();
    await this.#operator.add({ now: this.clouds.map(({ _id }) => configureJob(_id)) });
    while (reported() - before < this.machines) await small.sleep(1);
  }

  /** What goes over the network while `task` runs. */
  async watched(task: () => Promise<unknown>): Promise<Traffic[]> {
    const seen: Traffic[] = [];
    const stop = this.small.world.network.traffic.on((traffic) => seen.push(traffic));
    await task();
    stop();
    return seen;
  }
}
