import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A socket's path must fit into 104 bytes on macOS and 108 on Linux, with the byte that ends it. */
const PATH_BYTES_MAX = 100;
const NAME = 'facilitator.sock';

/**
 * Where a drill's facilitator connects: a socket in the run's folder, which must be there; where that path is too long, one in the folder
 * for temporary files; on Windows a named pipe.
 */
export function socketPathOf(folder: string, platform: NodeJS.Platform = process.platform): string {
  const real = realpathSync(folder);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\zonefall-${digest}`;
  const inside = join(real, NAME);
  if (Buffer.byteLength(inside) <= PATH_BYTES_MAX) return inside;
  return join(tmpdir(), `zonefall-${userInfo().uid}-${digest}.sock`);
}
