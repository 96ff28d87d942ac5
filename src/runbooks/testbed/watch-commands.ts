/** Tells whoever watches the network of each Redis command, when its answer has come. */
import type { Command, Redis } from 'ioredis';
import type { Process } from '../../sim/network/index.ts';

const WORDS_MAX = 60;
/** What the client says for itself, and what nobody asked for. */
const CLIENTS_OWN = new Set(['hello', 'info', 'client', 'auth', 'select', 'ping']);

/** A command that could not be sent is sent again: it is told once. */
const told = new WeakSet<object>();

/**
 * Its answer is seen where the client settles the command, not by waiting for its promise: nothing that the caller sees changes, not even
 * which of two that wait is woken first.
 */
export function watchCommands(client: Redis, process: Process, to: string, port: number): void {
  const { kernel, host } = process;
  const { network } = host;
  const { traffic } = network;
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    if (traffic.isOn && !told.has(command) && !CLIENTS_OWN.has(command.name)) {
      told.add(command);
      const atUs = kernel.nowUs;
      whenSettled(command, (error) =>
        traffic.tell({
          ...{ kind: 'redis', atUs, endUs: kernel.nowUs, from: process, to, port },
          ...{ host: network.hostAt(to), what: wordsOf(command), error: error?.message },
        }),
      );
    }
    return send(command, stream);
  };
}

function whenSettled(command: Command, tell: (error?: Error) => void): void {
  const { resolve, reject } = command;
  command.resolve = (result) => {
    tell();
    resolve(result);
  };
  command.reject = (error) => {
    tell(error);
    reject(error);
  };
}

/** `LPUSH jobs`: the command and what it is about. */
function wordsOf({ name, args }: Command): string {
  const [about] = args;
  const words = typeof about === 'string' ? `${name.toUpperCase()} ${about}` : name.toUpperCase();
  return words.length <= WORDS_MAX ? words : `${words.slice(0, WORDS_MAX - 1)}…`;
}
