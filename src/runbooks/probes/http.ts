/**
 * What customers see of a web address. They sit behind several resolvers, each of which heard the name at another
 * moment; the page counts as answering when it answers at every address that one of those who honour the time to live
 * still gives.
 */
import { fetchFrom, type Process } from '../../sim/network/index.ts';
import type { ProbeTolerance } from '../files/index.ts';
import type { Testbed } from '../testbed/testbed.ts';
import { failed, type Look, type Reading } from './reading.ts';

export function httpGet(testbed: Testbed): Look<'http:get'> {
  return async ({ url, from, timeoutSeconds }, tolerance) => {
    const { hostname } = new URL(url);
    const headers = headersFor(testbed, hostname);
    let slowest: Answer | undefined;
    for (const address of testbed.customers.addresses(hostname)) {
      if (!address) return { ok: false, value: null, why: `no such host: ${hostname}` };
      const answer = await get(testbed.lookout(from), at(url, address), headers, timeoutSeconds);
      if (answer instanceof Error) return failed(answer);
      const reading = judged(answer, tolerance);
      if (!reading.ok) return reading;
      if (!slowest || answer.seconds > slowest.seconds) slowest = answer;
    }
    return judged(slowest!, tolerance);
  };
}

interface Answer {
  status: number;
  seconds: number;
}

function judged({ status, seconds }: Answer, tolerance: ProbeTolerance<'http:get'>): Reading {
  const value = { status, seconds };
  if (status !== tolerance.status) return { ok: false, value, why: `${status} instead of ${tolerance.status}` };
  const { withinSeconds } = tolerance;
  if (withinSeconds !== undefined && seconds > withinSeconds) {
    return { ok: false, value, why: `answered after ${seconds} s, later than ${withinSeconds} s` };
  }
  return { ok: true, value, why: `${status} after ${seconds} s` };
}

/** The error where there is no answer. */
async function get(
  from: Process,
  url: string,
  headers: Record<string, string>,
  timeoutSeconds: number,
): Promise<Answer | Error> {
  const { kernel } = from;
  const startUs = kernel.nowUs;
  try {
    const { status } = await fetchFrom(from, url, { headers }, { timeoutUs: timeoutSeconds * 1e6 });
    return { status, seconds: (kernel.nowUs - startUs) / 1e6 };
  } catch (error) {
    return error as Error;
  }
}

function at(url: string, address: string): string {
  const there = new URL(url);
  there.hostname = address;
  return there.href;
}

/** A customer of the installation that answers under this name. */
function headersFor(testbed: Testbed, hostName: string): Record<string, string> {
  const state = [...testbed.installations.values()].find((candidate) => candidate.hostName === hostName);
  const [token] = state?.genesis.tokens.values() ?? [];
  return token ? { 'X-Scalarium-Token': token, Accept: 'application/vnd.scalarium-v1+json' } : {};
}
