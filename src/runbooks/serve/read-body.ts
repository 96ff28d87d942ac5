import type { IncomingMessage } from 'node:http';

/** Who goes on sending so much more is cut off. */
const DRAINED_BYTES_MAX = 64 * 1024 * 1024;

/** A request's body; undefined where it is too long: it is read to its end all the same, so that the answer is, too. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax + DRAINED_BYTES_MAX) request.destroy();
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  return bytes > bytesMax ? undefined : Buffer.concat(chunks);
}
