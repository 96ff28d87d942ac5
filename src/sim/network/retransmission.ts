/** What a lossy link costs those who speak TCP over it: nothing is missing at the end, everything is later. */
import type { RandomStream } from '../kernel/index.ts';

/** Linux waits so long before it sends a segment again (RFC 6298 would have a second), and twice as long each time after. */
const FIRST_TIMEOUT_US = 200_000;
const LAST_TIMEOUT_US = 120_000_000;
/** Linux gives a connection up then (`tcp_retries2`); whoever waits has given up long before. */
const TRIES_MAX = 15;

/** How much later a message arrives when each sending of it is lost with that chance, from 0 to below 1. Draws once for each. */
export function retransmissionUs(random: RandomStream, lostShare: number): number {
  let lateUs = 0;
  let timeoutUs = FIRST_TIMEOUT_US;
  for (let tries = 0; tries < TRIES_MAX && random.chance(lostShare); tries++) {
    lateUs += timeoutUs;
    timeoutUs = Math.min(LAST_TIMEOUT_US, timeoutUs * 2);
  }
  return lateUs;
}
