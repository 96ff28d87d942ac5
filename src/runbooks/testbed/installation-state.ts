/** What the testbed knows of an installation: how it is called, configured and reached. The machines tell the rest. */
import type { InstallationConfig } from '../../platform/index.ts';
import type { Installation } from '../files/index.ts';
import type { PlannedMachine } from './census.ts';
import type { Genesis } from './genesis.ts';

export class InstallationState {
  readonly name: string;
  readonly spec: Installation;
  /** Settings without the addresses of the stores. */
  readonly settings: InstallationConfig;
  /** The record that people and the API use. */
  readonly hostName: string;
  /** The record that agents use. */
  readonly busName: string;
  genesis!: Genesis;
  /** By role: the region in which a runbook has started machines of it last. */
  readonly #startedIn = new Map<string, string>();

  constructor(name: string, spec: Installation, settings: InstallationConfig, hostName: string) {
    this.name = name;
    this.spec = spec;
    this.settings = settings;
    this.hostName = hostName;
    this.busName = settings.busHost;
  }

  /** Where its machines of a role are: where a runbook has started some last, or at its home. */
  regionOf(role: string): string {
    return this.#startedIn.get(role) ?? this.spec.place.region;
  }

  startedIn(role: string, region: string): void {
    this.#startedIn.set(role, region);
  }

  token(account: string): string {
    const token = this.genesis.tokens.get(account);
    if (!token) throw new Error(`nobody of ${account} has a user in ${this.name}`);
    return token;
  }
}

export function hostNameOf(name: string, spec: Installation): string {
  return spec.hostname ?? `${name}.scalarium.com`;
}

/** Agents find the bus by a record of its own, which is switched together with the installation's. */
export function busNameOf(hostName: string): string {
  return `bus.${hostName}`;
}

/** A machine of the world as the testbed keeps it. */
export interface MachineState {
  /** None for a machine that was started later. */
  plan: PlannedMachine | undefined;
  readonly account: string;
  readonly region: string;
  readonly instanceId: string;
  readonly instanceType: string;
}
