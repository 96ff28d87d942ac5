/** The smallest world in which EC2 runs: machines that keep a diary, zones that can go dark, a network with one latency. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { attachEc2, ec2ClientConfig } from '../../../src/sim/cloud/client-door.ts';
import {
  type ApiPath,
  ConnectTimeoutError,
  Ec2,
  type Ec2Call,
  type Ec2Options,
  type InstanceStateChange,
  type Machine,
  type MachineSpec,
  Topology,
  type TopologyOptions,
} from '../../../src/sim/cloud/index.ts';
import { Kernel, MILLISECOND_US, SECOND_US } from '../../../src/sim/kernel/index.ts';

export const EU = 'eu-west-1';
export const UNIFORM: TopologyOptions['accounts'] = {
  main: { zoneNames: 'uniform' },
  acme: { zoneNames: 'uniform' },
};
export const REGIONS: TopologyOptions['regions'] = {
  'eu-west-1': { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] },
  'us-west-1': { zones: ['usw1-az1', 'usw1-az3'] },
};

export interface DiaryEntry {
  atSeconds: number;
  instanceId: string;
  did: 'create' | 'boot' | 'halt' | 'destroy' | 'readdress' | 'lose disk' | 'regain disk';
}

export function smallWorld(
  more: Partial<Omit<Ec2Options, 'kernel' | 'topology'>> & {
    seed?: number;
    accounts?: TopologyOptions['accounts'];
    startMs?: number;
  } = {},
) {
  const { seed = 1, accounts = UNIFORM, startMs = Date.UTC(2011, 7, 7, 17, 41), ...ec2Options } = more;
  const kernel = new Kernel({ seed, startMs });
  const topology = new Topology({ regions: REGIONS, accounts, random: (name) => kernel.random(name) });
  const dark = new Set<string>();
  const listeners: ((zoneId: string) => void)[] = [];
  const diary: DiaryEntry[] = [];
  const specs = new Map<string, MachineSpec>();
  const shutDowns = new Map<string, () => void>();
  const calls: Ec2Call[] = [];
  const changes: InstanceStateChange[] = [];
  const machines = {
    create(spec: MachineSpec, onShutDown: () => void): Machine {
      const note = (did: DiaryEntry['did']) =>
        diary.push({ atSeconds: kernel.nowUs / SECOND_US, instanceId: spec.instanceId, did });
      specs.set(spec.instanceId, spec);
      shutDowns.set(spec.instanceId, onShutDown);
      note('create');
      return {
        boot: () => void note('boot'),
        halt: () => void note('halt'),
        destroy: () => void note('destroy'),
        readdress: () => void note('readdress'),
        disk: (usable) => void note(usable ? 'regain disk' : 'lose disk'),
      };
    },
  };
  const zones = {
    reachable: (zoneId: string) => !dark.has(zoneId),
    hasPower: (zoneId: string) => !dark.has(zoneId),
    onChange: (listener: (zoneId: string) => void) => void listeners.push(listener),
  };
  const setZone = (zoneId: string, isDark: boolean) => {
    if (isDark) dark.add(zoneId);
    else dark.delete(zoneId);
    for (const listener of listeners) listener(zoneId);
  };
  /** 20 ms each way; a connection to a dark zone is given up after 10 s. */
  const path: ApiPath = {
    async call(zoneId, serve) {
      if (dark.has(zoneId)) {
        await kernel.sleep(10 * SECOND_US);
        throw new ConnectTimeoutError(zoneId, 10_000);
      }
      await kernel.sleep(20 * MILLISECOND_US);
      try {
        return await serve();
      } finally {
        await kernel.sleep(20 * MILLISECOND_US);
      }
    },
  };
  const ec2 = new Ec2({
    kernel,
    topology,
    machines,
    zones,
    onCall: (call) => calls.push(call),
    onInstanceState: (change) => changes.push(change),
    ...ec2Options,
  });
  const client = (account = 'main', region = EU) => {
    const made = new EC2Client(ec2ClientConfig(region));
    attachEc2(made, { ec2, account, region, path });
    return made;
  };
  /** Runs the story to its end, and only so long. */
  const tell = async (story: () => Promise<void>) => {
    kernel.spawn('story', async () => {
      await story();
      kernel.stop();
    });
    await kernel.run();
  };
  const seconds = (count: number) => kernel.sleep(count * SECOND_US);
  return {
    kernel,
    topology,
    ec2,
    path,
    client,
    calls,
    changes,
    diary,
    specs,
    tell,
    seconds,
    /** The machine shuts itself down, as by `shutdown -h now`. */
    shutDown: (instanceId: string) => shutDowns.get(instanceId)?.(),
    goDark: (zoneId: string) => setZone(zoneId, true),
    comeBack: (zoneId: string) => setZone(zoneId, false),
    did: (instanceId: string) => diary.filter((entry) => entry.instanceId === instanceId).map(({ did }) => did),
    stateOf: (instanceId: string) => [...ec2.instances()].find((one) => one.instanceId === instanceId)?.state,
  };
}
