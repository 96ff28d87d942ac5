/** Does what a customer does: starts a machine through the API, waits until it is online, stops it again. */
import type { Process } from '../../sim/network/index.ts';
import { ScalariumApi } from '../testbed/operator.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { failed, type Look, type Reading } from './reading.ts';

/** Hardly any machine boots and sets itself up faster. */
const FIRST_LOOK_US = 240_000_000;
const POLL_US = 30_000_000;
const RESTING = ['new', 'stopped', 'start_failed', 'setup_failed'];

export function canary(testbed: Testbed): Look<'scalarium:canary'> {
  return async ({ installation, region }, { onlineWithinSeconds }) => {
    const state = testbed.installation(installation);
    const cloud = state.genesis.clouds.get(`canary ${region}`);
    const instance = state.genesis.canaryInstanceId;
    if (!cloud || !instance) return { ok: false, value: null, why: `there is no canary in ${region}` };
    const api = new ScalariumApi(testbed.monitor, `https://${state.hostName}/api`, state.token(state.spec.account));
    const path = `/clouds/${cloud._id}/instances/${instance}`;
    try {
      return await flight(testbed.monitor, api, path, onlineWithinSeconds);
    } catch (error) {
      return failed(error);
    }
  };
}

async function flight(monitor: Process, api: ScalariumApi, path: string, withinSeconds: number): Promise<Reading> {
  const { kernel } = monitor;
  const startUs = kernel.nowUs;
  const status = async () => ((await api.get(path)) as { status: string }).status;
  const spentSeconds = () => (kernel.nowUs - startUs) / 1e6;
  const until = async (reached: (status: string) => boolean) => {
    for (;;) {
      const now = await status();
      if (reached(now) || spentSeconds() > withinSeconds) return now;
      await monitor.sleep(POLL_US, 'canary');
    }
  };
  // One that an earlier flight left in the air comes down first.
  if (!RESTING.includes(await status())) {
    await api.post(`${path}/stop`);
    const landed = await until((now) => RESTING.includes(now));
    if (!RESTING.includes(landed)) return { ok: false, value: landed, why: `the last canary is still ${landed}` };
  }
  await api.post(`${path}/start`);
  await monitor.sleep(FIRST_LOOK_US, 'canary');
  const end = await until((now) => now === 'online' || now.endsWith('_failed'));
  const seconds = spentSeconds();
  await api.post(`${path}/stop`);
  if (end !== 'online') return { ok: false, value: end, why: `${end} after ${seconds} s` };
  return { ok: seconds <= withinSeconds, value: seconds, why: `online after ${Math.round(seconds)} s` };
}
