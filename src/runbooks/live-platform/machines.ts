/** EC2 behind a live platform: a world beside the wall clock on a real port, in which each machine that boots has an agent. */
import type { ChefRun } from '../../platform/environment.ts';
import { decodeUserData, startAgent } from '../../platform/index.ts';
import type { MachineSpec } from '../../sim/cloud/index.ts';
import { host as realHost } from '../../sim/kernel/host-globals.ts';
import type { Host } from '../../sim/network/index.ts';
import { listen, Served, usualSetting } from '../serve/index.ts';
import { ec2With } from '../serve/stage.ts';
import { filesOf } from '../testbed/chef.ts';
import { addressesOf } from '../testbed/genesis.ts';
import { type RealEnvironment, realEnvironment } from './environment.ts';

export interface LiveMachines {
  readonly ec2Url: string;
  close(): Promise<void>;
}

interface MachineOptions {
  readonly ec2Url?: string;
  readonly ec2Speed?: number;
  readonly chefSeconds?: number;
  readonly log: (event: string, data: Record<string, unknown>) => void;
}

const region = 'eu-west-1';

export async function startMachines(options: MachineOptions): Promise<LiveMachines> {
  if (options.ec2Url !== undefined) return { ec2Url: options.ec2Url, close: async () => {} };
  const agents = new Set<RealEnvironment>();
  const onBoot = (machine: Host, spec: MachineSpec) => {
    if (spec.userData === '') return;
    const process = machine.start('agent');
    // Nothing real is touched from within the world.
    realHost.setImmediate(() => {
      const env = realEnvironment({ name: spec.instanceId, ec2Url: '', log: options.log });
      agents.add(env);
      process.onEnd(() => {
        agents.delete(env);
        realHost.setImmediate(() => env.end());
      });
      bootAgent(env, machine, spec, options.chefSeconds ?? 0.5);
    });
  };
  const pace = { speed: options.ec2Speed ?? 20, instant: false };
  const served = await Served.open(usualSetting({ accounts: ['main'] }), pace, ec2With(onBoot));
  const onError = (error: unknown) => options.log('ec2.failed', { reason: String(error) });
  const listening = await listen(served, { host: '127.0.0.1', port: 0, region, onError });
  const alive = served.live();
  return {
    ec2Url: `http://${listening.host}:${listening.port}`,
    close: async () => {
      for (const agent of agents) agent.end();
      served.close();
      await listening.close();
      await alive;
    },
  };
}

function bootAgent(env: RealEnvironment, machine: Host, spec: MachineSpec, chefSeconds: number): void {
  const { agentId, busHost, busPort } = decodeUserData(Buffer.from(spec.userData).toString('base64'));
  const facts = () => {
    const { ip, dns_name, private_ip, private_dns_name } = addressesOf(machine);
    return {
      hostname: machine.label,
      ec2InstanceId: spec.instanceId,
      privateIp: private_ip,
      publicIp: ip,
      privateDnsName: private_dns_name,
      publicDnsName: dns_name,
      architecture: spec.architecture,
      instanceType: spec.type.name,
    };
  };
  const converge = async ({ activity, recipes }: ChefRun) => {
    await env.clock.sleep(chefSeconds * 1000);
    env.log('chef', { activity });
    return { ok: true, log: recipes.map((recipe) => `run ${recipe}`).join('\n') };
  };
  startAgent(env, { agentId, busHost, busPort, machine: { facts, converge, files: filesOf(machine) } });
}
