/**
 * What a Scalarium process is handed by the machine that it runs on: clock, chance, log, clients and listeners.
 *
 * The platform never asks its host for any of them, so the same code runs in a simulated world and on real servers.
 * Everything that an Environment gives out ends with its process: when the machine loses power no sleep, timer or
 * request of it ever settles again.
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Redis } from 'ioredis';
import type { ServerScope } from 'nano';

export interface Clock {
  /** Milliseconds since the epoch, as a whole number. */
  nowMs(): number;
  sleep(delayMs: number): Promise<void>;
  /** Calls `fn` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, fn: () => void): () => void;
}

export interface Chance {
  /** In [0, 1). */
  uniform(): number;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/**
 * A lasting, ordered connection that carries JSON messages, with a heartbeat below: a peer that falls silent is closed
 * after `heartbeatMs`.
 */
export interface Channel {
  send(message: unknown): void;
  /** Sends a message that is JSON text already, without a line break in it. */
  sendJson(json: string): void;
  close(): void;
  onMessage: (message: unknown) => void;
  /** Called once, whoever ended it and why. */
  onClose: (reason: string) => void;
}

export interface AwsCredential {
  accessKeyId: string;
  secretAccessKey: string;
}

/** Private keys as PEM, public ones as a line of OpenSSH. */
export interface SshHostKeys {
  rsa: SshHostKey;
  dsa: SshHostKey;
}

export interface SshHostKey {
  private_key: string;
  public_key: string;
}

export interface Environment {
  /** The machine's own name, for logs. */
  readonly hostName: string;
  readonly clock: Clock;
  readonly random: Chance;
  /** One structured line; it ends in the journal of a simulated run. */
  log(event: string, data?: Record<string, unknown>): void;
  /** nano on `url` (scheme, host, port). A request that is not answered within `timeoutMs` (default 60 s) is rejected. */
  couch(url: string, options?: { timeoutMs?: number }): ServerScope;
  /** An ioredis client of its own, which reconnects for ever, as the client's defaults do. */
  redis(host: string, port: number): Redis;
  ec2(credential: AwsCredential, region: string): EC2Client;
  /** Fresh keys by which a machine is known to SSH. */
  sshHostKeys(): SshHostKeys;
  /** Serves HTTP on a port of this machine until the process ends. */
  listen(port: number, app: { fetch(request: Request): Response | Promise<Response> }): void;
  /** Connects to a port that another process `accept`s on; rejects when it is refused or cannot be reached. */
  dial(host: string, port: number, options?: { heartbeatMs?: number }): Promise<Channel>;
  accept(port: number, onChannel: (channel: Channel, peer: string) => void): void;
}

/** The machine below an agent: what Chef and the operating system do there. */
export interface Machine {
  facts(): MachineFacts;
  /** Runs Chef; resolves when it ended. The log is what the run printed. */
  converge(run: ChefRun): Promise<{ ok: boolean; log: string }>;
  /** Its disk, as far as the agent writes to it: texts by their path, made when they are read. */
  readonly files?: Map<string, () => string>;
  /** How loaded it is now: CPU and memory in percent, and the processes that want to run. Missing where nothing measures it. */
  load?(): { cpu: number; memory: number; load: number };
}

export interface MachineFacts {
  hostname: string;
  ec2InstanceId: string;
  privateIp: string;
  publicIp: string;
  privateDnsName: string;
  publicDnsName: string;
  architecture: 'i386' | 'x86_64';
  instanceType: string;
}

export interface ChefRun {
  /** setup, configure, deploy, undeploy, shutdown, ... */
  activity: string;
  recipes: readonly string[];
  /** The Chef JSON of the run. */
  json: Record<string, unknown>;
}
