/**
 * What customers see of a web address. They sit behind several resolvers, each of which heard the name at another moment; the page counts as answering
 * when it answers at every address that one of those who honour the time to live still gives.
 */
import { fetchFrom } from '../../sim/network/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { failed, type Look, type Reading } from './reading.ts';

export function httpGet(testbed: Testbed): Look<'http:get'> {
  return async ({ url, timeoutSeconds }, { status, withinSeconds }) => {
    const { hostname } = new URL(url);
    let slowest: Reading | undefined;
    for (const address of testbed.customers.addresses(hostname)) {
      const reading = await get(address, url, timeoutSeconds, status, withinSeconds);
      if (!reading.ok) return reading;
      slowest ??= reading;
    }
    return slowest ?? { ok: false, value: null, why: `no such host: ${hostname}` };
  };

  async function get(
    address: string | undefined,
    url: string,
    timeoutSeconds: number,
    status: number,
    withinSeconds: number | undefined,
  ): Promise<Reading> {
    if (!address) return { ok: false, value: null, why: `no such host: ${new URL(url).hostname}` };
    const { kernel } = testbed.world;
    const startUs = kernel.nowUs;
    try {
      const target = url.replace(new URL(url).hostname, address);
      const headers = headersFor(testbed, new URL(url).hostname);
      const response = await fetchFrom(testbed.monitor, target, { headers }, { timeoutUs: timeoutSeconds * 1e6 });
      const seconds = (kernel.nowUs - startUs) / 1e6;
      const value = { status: response.status, seconds };
      if (response.status !== status) return { ok: false, value, why: `${response.status} instead of ${status}` };
      if (withinSeconds !== undefined && seconds > withinSeconds) {
        return { ok: false, value, why: `answered after ${seconds} s, later than ${withinSeconds} s` };
      }
      return { ok: true, value, why: `${response.status} after ${seconds} s` };
    } catch (error) {
      return failed(error);
    }
  }
}

/** A customer of the installation that answers under this name. */
function headersFor(testbed: Testbed, hostName: string): Record<string, string> {
  const state = [...testbed.installations.values()].find((candidate) => candidate.hostName === hostName);
  const [token] = state?.genesis.tokens.values() ?? [];
  return token ? { 'X-Scalarium-Token': token, Accept: 'application/vnd.scalarium-v1+json' } : {};
}
