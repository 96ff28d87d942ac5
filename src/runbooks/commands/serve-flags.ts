/** What the flags of `serve` are read with. */
import type { FurtherImage } from '../../sim/cloud/images.ts';
import { parsePace } from '../drill/pace.ts';
import { UsageError } from './failures.ts';

export function parsePort(input: string): number {
  const port = Number(input);
  if (/^\d{1,5}$/.test(input) && port < 65_536) return port;
  throw new UsageError(`"${input}" is no port; expected 0 to 65535`);
}

/** `60x`: time there goes on by itself, so it has a speed. */
export function parseServeSpeed(input: string): number {
  const pace = parsePace(input);
  if (pace === 'max') throw new UsageError('max is no speed here: --instant lets states settle at once');
  if (pace === undefined || pace > 3600) throw new UsageError(`"${input}" is no speed; expected 1x to 3600x`);
  return pace;
}

/** `instances=1000` */
export function parseQuota(input: string): readonly ['instances' | 'addresses', number] {
  const [, what, count] = /^(instances|addresses)=(\d{1,7})$/.exec(input) ?? [];
  if (what === 'instances' || what === 'addresses') return [what, Number(count)];
  throw new UsageError(`"${input}" is no quota; expected instances=N or addresses=N`);
}

/** `ami-0abcdef1234567890=x86_64` */
export function parseImage(input: string): FurtherImage {
  const [, imageId, architecture] = /^(ami-[0-9a-f]{8,17})=(i386|x86_64)$/.exec(input) ?? [];
  if (imageId) return { imageId, architecture: architecture as FurtherImage['architecture'] };
  throw new UsageError(`"${input}" is no image; expected ami-12345678=x86_64 or ami-12345678=i386`);
}
