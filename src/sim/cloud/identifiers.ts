/** Ids and addresses as EC2 gave them in 2011: eight hexadecimal digits, public addresses from each region's own blocks. */
import type { RandomStream } from '../kernel/index.ts';

/** Ids that are unique over all accounts and regions. */
export class Identifiers {
  readonly #random: RandomStream;
  readonly #given = new Set<string>();

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** Such as `i-1a2b3c4d`. */
  next(prefix: string): string {
    for (;;) {
      const id = `${prefix}-${this.#random.hex(8)}`;
      if (this.#given.has(id)) continue;
      this.#given.add(id);
      return id;
    }
  }
}

/** A request or offering id in the form of a UUID. */
export function drawUuid(random: RandomStream): string {
  const hex = random.hex(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * Blocks that Amazon announced for the regions in 2011, one each (forum thread "Amazon EC2 Public IP Ranges"); the
 * private blocks are ours.
 */
const BLOCKS: ReadonlyMap<string, { publicBlock: string; privateBlock: string }> = new Map([
  ['us-east-1', { publicBlock: '184.73', privateBlock: '10.16' }],
  ['us-west-1', { publicBlock: '184.169', privateBlock: '10.160' }],
  ['eu-west-1', { publicBlock: '46.137', privateBlock: '10.48' }],
  ['ap-southeast-1', { publicBlock: '175.41', privateBlock: '10.128' }],
  ['ap-northeast-1', { publicBlock: '175.41', privateBlock: '10.152' }],
]);

/** Hands out the addresses of a region; none is given twice in a run. */
export class AddressPool {
  readonly #random: RandomStream;
  readonly #given: Set<string>;
  readonly #blocks: { publicBlock: string; privateBlock: string };

  /** `given` is shared between the regions, so that two that share a block never give the same address. */
  constructor(region: string, random: RandomStream, given: Set<string>) {
    this.#random = random;
    this.#given = given;
    this.#blocks = BLOCKS.get(region) ?? { publicBlock: '107.20', privateBlock: '10.200' };
  }

  privateIp(): string {
    return this.#draw(this.#blocks.privateBlock);
  }

  publicIp(): string {
    return this.#draw(this.#blocks.publicBlock);
  }

  #draw(block: string): string {
    for (;;) {
      const ip = `${block}.${this.#random.int(256)}.${4 + this.#random.int(250)}`;
      if (this.#given.has(ip)) continue;
      this.#given.add(ip);
      return ip;
    }
  }
}

export function publicDnsName(region: string, ip: string): string {
  const domain = region === 'us-east-1' ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}`;
}

export function privateDnsName(region: string, ip: string): string {
  return `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`;
}
