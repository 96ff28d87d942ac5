/** A served world in this process, and clients in processes of their own that are pointed at it. */
import { spawn, spawnSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { listen, type Pace, Served, type Setting, usualSetting } from '../../src/runbooks/serve/index.ts';
import type { Ec2Call } from '../../src/sim/cloud/index.ts';

export const REGION = 'eu-west-1';

export interface Serving {
  readonly url: string;
  readonly served: Served;
  /** Every call that has reached the world, as its API log has it. */
  readonly calls: Ec2Call[];
  /** What nobody expected; empty unless something is wrong. */
  readonly errors: unknown[];
  /** A physical zone of an account's letter. */
  zone(letter: string, account?: string): string;
}

/** Until the test is over. */
export async function serving(pace: Pace, setting: Setting = usualSetting({}), account?: string): Promise<Serving> {
  const served = await Served.open(setting, pace);
  const calls: Ec2Call[] = [];
  const errors: unknown[] = [];
  served.current.world.ec2.onCall = (call) => calls.push(call);
  const alive = served.live();
  const onError = (error: unknown) => errors.push(error);
  const listening = await listen(served, { host: '127.0.0.1', port: 0, region: REGION, account, onError });
  onTestFinished(async () => {
    await listening.close();
    served.close();
    await alive;
  });
  return {
    url: `http://127.0.0.1:${listening.port}`,
    ...{ served, calls, errors },
    zone: (letter, owner = 'main') => served.current.world.topology.zoneId(owner, REGION + letter)!,
  };
}

/** Nothing of this machine's own configuration reaches the client. */
function clientEnv(url: string, account: string): NodeJS.ProcessEnv {
  return {
    ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' },
    ...{ AWS_ENDPOINT_URL_EC2: url, AWS_DEFAULT_REGION: REGION, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
    ...{ AWS_ACCESS_KEY_ID: `AKIA${account.toUpperCase()}`, AWS_SECRET_ACCESS_KEY: 'any' },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runClient(url: string, command: string, args: readonly string[], account = 'main'): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: clientEnv(url, account) });
    const told = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        told[stream] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...told }));
  });
}

/** Whether a client is installed here. */
export function isThere(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
