/**
 * A shell on a machine: a server on port 22 that carries out the few commands that an operator needs, and its client.
 * It goes through the world's network, so a dark machine does not answer.
 */
import { connect, NetworkError, type Process } from '../../sim/network/index.ts';
import { asChannel } from './environment.ts';

const SSH_PORT = 22;
const SILENCE_US = 30_000_000;

export type Command = (args: Readonly<Record<string, unknown>>) => Promise<unknown>;
export type Commands = Readonly<Record<string, Command>>;

/** The machine refused or failed the command; the message is what it printed. */
export class CommandFailed extends Error {
  constructor(host: string, command: string, message: string) {
    super(`${command} on ${host}: ${message}`);
    this.name = 'CommandFailed';
  }
}

interface Reply {
  ok: boolean;
  output?: unknown;
  error?: string;
}

/** `process` is the server's own: what it carries out ends with it. */
export function startSshd(process: Process, commands: Commands): void {
  process.listen(SSH_PORT, {
    kind: 'connection',
    accept: (end) => {
      const channel = asChannel(end);
      channel.onMessage = async (message) => {
        const { command, args } = message as { command: string; args: Record<string, unknown> };
        const run = commands[command];
        const reply: Reply = run
          ? await run(args).then(
              (output) => ({ ok: true, output }),
              (error: Error) => ({ ok: false, error: error.message }),
            )
          : { ok: false, error: `${command}: command not found` };
        channel.send(reply);
      };
    },
  });
}

/** Runs one command on a machine and returns its output. Rejects with CommandFailed, or a NetworkError when the machine does not answer. */
export async function ssh(
  from: Process,
  address: string,
  command: string,
  args: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const channel = asChannel(await connect(from, address, SSH_PORT, SILENCE_US));
  const reply = await new Promise<Reply>((resolve, reject) => {
    channel.onMessage = (message) => resolve(message as Reply);
    channel.onClose = (reason) =>
      reject(new NetworkError('ECONNRESET', `${address}: connection ${reason} during ${command}`));
    channel.send({ command, args });
  });
  channel.onClose = () => {};
  channel.close();
  if (!reply.ok) throw new CommandFailed(address, command, reply.error ?? 'failed');
  return reply.output;
}
