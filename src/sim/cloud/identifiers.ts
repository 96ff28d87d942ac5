/** Ids and addresses as EC2 gave them in 2011: eight hexadecimal digits, public addresses from each region's own blocks. */
import type { RandomStream } from '../kernel/index.ts';

/** What drew from the first stream when it was the only one goes on doing so, so that old runs keep their ids. */
const FIRST_STREAM: ReadonlySet<string> = new Set(['i', 'r', 'sg', 'vol', 'eipalloc']);

/** Ids that are unique over all accounts and regions. */
export class Identifiers {
  readonly #random: (stream: string) => RandomStream;
  readonly #given = new Set<string>();

  constructor(random: (stream: string) => RandomStream) {
    this.#random = random;
  }

  /** Such as `i-1a2b3c4d`. Each prefix draws from a stream of its own, or from the one that is named: `ec2/ids/<stream>`. */
  next(prefix: string, stream?: string): string {
    const name = stream ?? (FIRST_STREAM.has(prefix) ? undefined : prefix);
    const random = this.#random(name === undefined ? 'ec2/ids' : `ec2/ids/${name}`);
    for (;;) {
      const id = `${prefix}-${random.hex(8)}`;
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

  /** All private addresses of the region, `10.48.0.0/16` say. */
  get privateCidr(): string {
    return `${this.#blocks.privateBlock}.0.0/16`;
  }

  privateIp(): string {
    return this.#draw(this.#blocks.privateBlock);
  }

  /** From the sixteenth part of the private block with that number: a subnet of a VPC. */
  privateIpIn(sixteenth: number): string {
    return this.#draw(this.#blocks.privateBlock, sixteenth * 16, 16);
  }

  publicIp(): string {
    return this.#draw(this.#blocks.publicBlock);
  }

  #draw(block: string, first = 0, count = 256): string {
    for (;;) {
      const ip = `${block}.${first + this.#random.int(count)}.${4 + this.#random.int(250)}`;
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
