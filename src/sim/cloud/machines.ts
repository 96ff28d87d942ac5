/**
 * What the cloud needs of the physical world, as interfaces: the world implements them, the cloud only sells what they make real.
 *
 * EC2's word for an instance (`running`) and the machine's own condition (power, network, operating system) are
 * separate axes on purpose: when a zone loses power no instance state changes, because nobody told the control plane.
 */
import type { Architecture, InstanceTypeInfo } from './instance-types.ts';

/** Everything that a machine is built from, fixed when the hypervisor places it. */
export interface MachineSpec {
  instanceId: string;
  account: string;
  region: string;
  /** The physical zone, such as `euw1-az1`; an account knows it by a letter. */
  zoneId: string;
  type: InstanceTypeInfo;
  architecture: Architecture;
  privateIp: string;
  publicIp: string;
  /** Decoded; the empty string when none was given. */
  userData: string;
  imageId: string;
}

export interface Machines {
  /**
   * A launch worker has found hardware for the machine; it is off until the first `boot`, when the instance is `running`.
   * `onShutDown` is called each time it has shut itself down, as by `shutdown -h now`.
   */
  create(spec: MachineSpec, onShutDown: () => void): Machine;
}

export interface Machine {
  /** The hypervisor powers the machine on; how long its operating system takes is the world's business. */
  boot(): void;
  /** Power off, the disk stays. */
  halt(): void;
  /** Power off for good, the disk is gone. Called once. */
  destroy(): void;
  /** An elastic address came or went, or a stopped machine starts under new addresses. */
  readdress?(addresses: { privateIp: string; publicIp: string }): void;
  /** Its root volume can be read and written, or not any more: then it stands still, and boots anew when it can. */
  disk?(usable: boolean): void;
  /** A stopped machine comes back as another type. */
  resize?(type: InstanceTypeInfo): void;
  /** What status checks find: the hardware below it and its own system. Left out: both are well. */
  health?(): { hardware: boolean; system: boolean };
}

/** Power and network of the physical zones. */
export interface PhysicalZones {
  /** Can the region's control plane act on hardware there, that is: has the zone power and network? */
  reachable(zoneId: string): boolean;
  hasPower(zoneId: string): boolean;
  /** Calls `listener` after either answer changed for a zone. */
  onChange(listener: (zoneId: string) => void): void;
}

/** A caller's way to a management server of the regional API. The world adds latency and loses what its network loses. */
export interface ApiPath {
  /**
   * Carries a call to a server in `zoneId`, runs `serve` there and carries the answer (or its error) back.
   * Rejects with a ConnectTimeoutError, later and never synchronously, when that zone cannot be reached from the caller.
   */
  call<T>(zoneId: string, serve: () => Promise<T>): Promise<T>;
  /** Who calls, for a log: `operator@berlin-office`. */
  caller?(): string;
}

/** What Node's HTTP handler of the AWS SDK makes of a connection that never opens; the SDK retries it for its name. */
export class ConnectTimeoutError extends Error {
  constructor(target: string, afterMs: number) {
    super(`Socket timed out without establishing a connection to ${target} within ${afterMs} ms`);
    this.name = 'TimeoutError';
  }
}
