/** Ids and addresses as EC2 gave them in 2011: eight hexadecimal digits, public addresses from each region's own blocks. */
import type { RandomStream } from '../kernel/index.ts';
import { Ec2Error } from './errors.ts';

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

/** The addresses of a block whose third byte is `first` or one of the `count - 1` after it. */
export interface AddressRange {
  readonly first: number;
  readonly count: number;
}

/** The first and the last addresses of each 256 are not given. */
const HOSTS_PER_BYTE = 250;
/** More than it takes to find the last free one of a block, almost surely. */
const TRIES_MAX = 1_000_000;

/** Hands out the addresses of a region; none is given twice in a run. */
export class AddressPool {
  readonly #random: RandomStream;
  readonly #given: Set<string>;
  readonly #drawnIn = new Map<number, number>();
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

  /** From a part of the private block: a subnet of a VPC. Ask `leftIn` before. */
  privateIpIn(part: AddressRange): string {
    this.#drawnIn.set(part.first, (this.#drawnIn.get(part.first) ?? 0) + 1);
    return this.#draw(this.#blocks.privateBlock, part.first, part.count);
  }

  /** How many addresses of the part have never been given. */
  leftIn({ first, count }: AddressRange): number {
    return count * HOSTS_PER_BYTE - (this.#drawnIn.get(first) ?? 0);
  }

  publicIp(): string {
    return this.#draw(this.#blocks.publicBlock);
  }

  /** Throws InsufficientAddressCapacity when as good as all have been given. */
  #draw(block: string, first = 0, count = 256): string {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const ip = `${block}.${first + this.#random.int(count)}.${4 + this.#random.int(HOSTS_PER_BYTE)}`;
      if (this.#given.has(ip)) continue;
      this.#given.add(ip);
      return ip;
    }
    throw new Ec2Error('InsufficientAddressCapacity', 'Not enough available addresses to satisfy your request.', 500);
  }
}

export function publicDnsName(region: string, ip: string): string {
  const domain = region === 'us-east-1' ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}`;
}

export function privateDnsName(region: string, ip: string): string {
  return `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`;
}
