/** A whole world in small: two zones of Ireland, one of Virginia, an office, one account, and EC2's own client. */
import {
  DescribeInstancesCommand,
  type EC2Client,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { connectEc2 } from '../../src/runbooks/testbed/aws.ts';
import { ubuntuImage } from '../../src/sim/cloud/index.ts';
import { type PlannedFault, scheduleFaults } from '../../src/sim/faults/index.ts';
import type { Host, Process } from '../../src/sim/network/index.ts';
import { World, type WorldOptions } from '../../src/sim/world.ts';

export const EU = 'eu-west-1';
export const ZONE = 'euw1-az1';
export const NEXT_ZONE = 'euw1-az2';
export const BOOT_SECONDS = 95;

export class SmallWorld {
  readonly world: World;
  /** `name booted at s`, in order. */
  readonly diary: string[] = [];
  readonly operator: Process;
  readonly faults: string[] = [];

  constructor(seed = 1, ec2?: WorldOptions['ec2']) {
    this.world = new World({
      seed,
      startMs: Date.UTC(2011, 7, 7, 17, 41),
      regions: { [EU]: { zones: [ZONE, NEXT_ZONE] }, 'us-east-1': { zones: ['use1-az1'] } },
      offices: { berlin: { near: EU, latencyMs: 15 } },
      accounts: { main: { zoneNames: 'uniform' } },
      bootSeconds: () => BOOT_SECONDS,
      ec2,
      onBoot: (host) => void this.diary.push(`${host.label} booted at ${Math.round(this.nowSeconds)}`),
    });
    this.operator = this.world.addOfficeHost('office', 'berlin').start('operator');
  }

  get nowSeconds(): number {
    return this.world.kernel.nowUs / 1e6;
  }

  seconds(count: number): Promise<void> {
    return this.world.kernel.sleep(count * 1e6);
  }

  /** A machine that EC2 says is running; it boots now. */
  place(label: string, letter: 'a' | 'b' = 'a'): Host {
    const [instanceId] = this.world.ec2.place(
      { account: 'main', region: EU },
      {
        ImageId: ubuntuImage(EU, 'x86_64'),
        InstanceType: 'm1.large',
        MinCount: 1,
        MaxCount: 1,
        Placement: { AvailabilityZone: EU + letter },
      },
    );
    const host = this.world.network.hosts.get(instanceId!)!;
    host.label = label;
    return host;
  }

  client(process = this.operator, region = EU): EC2Client {
    return connectEc2(this.world, process, { accessKeyId: 'AKIAMAIN', secretAccessKey: 'secret' }, region);
  }

  stop(host: Host): Promise<unknown> {
    return this.patiently((client) => client.send(new StopInstancesCommand({ InstanceIds: [host.name], Force: true })));
  }

  terminate(host: Host): Promise<unknown> {
    return this.patiently((client) => client.send(new TerminateInstancesCommand({ InstanceIds: [host.name] })));
  }

  async stateOf(host: Host): Promise<string | undefined> {
    const { Reservations } = await this.patiently((client) =>
      client.send(new DescribeInstancesCommand({ InstanceIds: [host.name] })),
    );
    return Reservations?.[0]?.Instances?.[0]?.State?.Name;
  }

  /** As often as it takes: a zone in the dark browns the whole region out. */
  async patiently<T>(ask: (client: EC2Client) => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures++) {
      try {
        return await ask(this.client());
      } catch (error) {
        if (failures === 1000) throw error;
        await this.seconds(1);
      }
    }
  }

  /** Whether the office reaches it. */
  reaches(host: Host): boolean {
    return this.world.network.isOpen(this.operator.host, host);
  }

  break(plan: readonly PlannedFault[], restarted: string[] = []): void {
    const restartProcess = (host: Host, process: string) => {
      restarted.push(`${process} on ${host.label}`);
      host.start(process);
    };
    const note = (what: string) => this.faults.push(`${what} at ${this.nowSeconds}`);
    scheduleFaults({ ...this.world, restartProcess }, plan, this.world.kernel.nowUs, {
      started: ({ name }, targets) => note(`${name} on ${targets.join(', ')}`),
      ended: ({ name }) => note(`${name} ended`),
    });
  }

  async tell(story: () => Promise<void>): Promise<void> {
    this.world.kernel.spawn('story', async () => {
      await story();
      this.world.kernel.stop();
    });
    await this.world.kernel.run();
  }
}
