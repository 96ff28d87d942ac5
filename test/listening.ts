/** Where a process listens, as the kernel of this machine has it: not what the process says. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENS = '0A';

/** Only Linux tells. */
export const tellsListening = process.platform === 'linux';

/** The addresses of all TCP sockets on which the process and those that it started take connections: `127.0.0.1`; of IPv6 the digits. */
export function listeningAddresses(pid: number): string[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [...listeningOf(pid), ...children.flatMap(listeningAddresses)];
}

function listeningOf(pid: number): string[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  const lines = ['tcp', 'tcp6'].flatMap((file) =>
    readFileSync(`/proc/${pid}/net/${file}`, 'utf8').split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    return state === LISTENS && own.has(`socket:[${inode}]`) ? addressOf(local.split(':')[0]!) : [];
  });
}

function addressOf(hex: string): string {
  return hex.length === 8 ? [...Buffer.from(hex, 'hex')].reverse().join('.') : hex;
}

/** A descriptor may be closed while one looks. */
function linkOf(path: string): string[] {
  try {
    return [readlinkSync(path)];
  } catch {
    return [];
  }
}
