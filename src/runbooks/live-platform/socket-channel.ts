/** A Channel over a real socket: a JSON message is a line, and an empty line says that somebody is there. */
import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Channel, Clock } from '../../platform/environment.ts';

/** An object; undefined for what a stranger may send to an open port. */
function parsed(line: string): object | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}

/** A message of more is none of ours. */
const lineCharactersMax = 64 * 1024 * 1024;

/** A peer that says nothing for `heartbeatMs` is gone. */
export function channelOf(socket: Socket, clock: Clock, heartbeatMs: number): Channel {
  const channel: Channel = {
    send: (message) => channel.sendJson(JSON.stringify(message)),
    sendJson: (json) => void socket.write(`${json}\n`),
    close: () => socket.destroy(),
    onMessage: () => {},
    onClose: () => {},
  };
  const decoder = new StringDecoder('utf8');
  let heardAtMs = clock.nowMs();
  let rest = '';
  let reason = 'closed';
  let cancelBeat = () => {};
  const beat = () => {
    if (clock.nowMs() - heardAtMs > heartbeatMs) {
      reason = 'silent';
      socket.destroy();
      return;
    }
    socket.write('\n');
    cancelBeat = clock.after(heartbeatMs / 3, beat);
  };
  socket.on('data', (bytes: Buffer) => {
    heardAtMs = clock.nowMs();
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop()!;
    if (rest.length > lineCharactersMax) socket.destroy();
    for (const line of lines.filter((one) => one !== '')) {
      const message = parsed(line);
      if (message === undefined) {
        reason = 'it does not speak our language';
        socket.destroy();
        return;
      }
      channel.onMessage(message);
    }
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => {
    cancelBeat();
    channel.onClose(reason);
  });
  beat();
  return channel;
}
