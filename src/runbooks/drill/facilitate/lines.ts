/** Lines of JSON over a socket. */
import type { Socket } from 'node:net';

const LINE_BYTES_MAX = 64 * 1024 * 1024;

/** Calls `onMessage` for each line that is JSON; a line that is none, or is too long, ends the connection. */
export function onLines(socket: Socket, onMessage: (message: unknown) => void, bytesMax = LINE_BYTES_MAX): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    if (rest.length > bytesMax) return void socket.destroy(new Error('a line is too long'));
    for (const line of lines) {
      const message = parsed(line);
      if (message === undefined) return void socket.destroy(new Error('this is no line of JSON'));
      onMessage(message);
    }
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) ?? undefined;
  } catch {
    return undefined;
  }
}

export function say(socket: Socket, message: object): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
}
