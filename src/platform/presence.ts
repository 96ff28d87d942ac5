/** Holding a connection to the bus for ever: whoever is on it counts as present, whoever falls silent as lost. */
import type { Channel, Environment } from './environment.ts';
import { describeError } from './errors.ts';
import { Backoff, within } from './patience.ts';

/** A peer that has been silent for this long is gone. Nanite's agents pinged every 15 s. */
export const heartbeatMs = 15_000;
const dialTimeoutMs = 30_000;

export interface BusAddress {
  /** Resolved anew for each connection. */
  host: string;
  port: number;
  /** The longest pause between two tries. */
  capMs: number;
}

/**
 * Dials the bus, hands the channel to `onChannel`, and dials again whenever it ends (after `onLost`), for ever. The
 * pauses start over once the bus has said anything.
 */
export function keepConnected(
  env: Environment,
  bus: BusAddress,
  onChannel: (channel: Channel) => void,
  onLost: () => void = () => {},
): void {
  const backoff = new Backoff(env.random, 1_000, bus.capMs);
  let told = '';
  const again = (reason: string) => {
    if (reason !== told) env.log('bus.lost', { bus: bus.host, reason });
    told = reason;
    env.clock.after(backoff.nextMs(), connect);
  };
  const connect = () => {
    let late = false;
    const dialled = env.dial(bus.host, bus.port, { heartbeatMs });
    dialled.then(
      (channel) => late && channel.close(),
      () => {},
    );
    const tooLate = () => {
      late = true;
      return new Error(`no answer within ${dialTimeoutMs / 1000} s`);
    };
    within(env.clock, dialTimeoutMs, dialled, tooLate).then(
      (channel) => {
        channel.onClose = (reason) => {
          onLost();
          again(reason);
        };
        onChannel(channel);
        const heard = channel.onMessage;
        channel.onMessage = (message) => {
          backoff.reset();
          told = '';
          heard?.(message);
        };
      },
      (error) => again(describeError(error)),
    );
  };
  connect();
}
