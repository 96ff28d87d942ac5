/**
 * The life of an instance: the states that EC2 shows, what is done to the machine at each change, and how long that takes.
 *
 * An order for an instance in a zone that cannot be reached is accepted and waits: the state says what was ordered
 * (`shutting-down`), the machine hears of it within seconds after the zone is back. A zone's loss changes no state by
 * itself.
 */
import { type Kernel, SECOND_US } from '../kernel/index.ts';
import { releaseVolumes, volumesComeUp } from './block-devices.ts';
import type { ControlPlane } from './control-plane.ts';
import type { AddressPool } from './identifiers.ts';
import type { Machines, PhysicalZones } from './machines.ts';
import type { Ec2Models } from './models.ts';
import {
  type AccountRegion,
  type InstanceRecord,
  type InstanceStateName,
  NEXT_STATES,
  type StateReason,
} from './state.ts';
import type { ZoneWork } from './zone-work.ts';

/** One line for the journal. */
export interface InstanceStateChange {
  atUs: number;
  account: string;
  region: string;
  instanceId: string;
  zoneId: string;
  from: InstanceStateName | undefined;
  to: InstanceStateName;
}

export interface LifecycleParts {
  kernel: Kernel;
  machines: Machines;
  zones: PhysicalZones;
  zoneWork: ZoneWork;
  controlPlane: ControlPlane;
  models: Ec2Models;
  account: (account: string, region: string) => AccountRegion;
  addresses: (region: string) => AddressPool;
  onChange: (change: InstanceStateChange) => void;
}

const NO_CAPACITY: StateReason = {
  Code: 'Server.InsufficientInstanceCapacity',
  Message: 'Server.InsufficientInstanceCapacity: Insufficient capacity to satisfy instance request',
};
const LAUNCH_FAILED: StateReason = {
  Code: 'Server.InternalError',
  Message: 'Server.InternalError: Internal error on launch',
};
const BY_USER: StateReason = {
  Code: 'Client.UserInitiatedShutdown',
  Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
};
const BY_INSTANCE: StateReason = {
  Code: 'Client.InstanceInitiatedShutdown',
  Message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
};

export class Lifecycle {
  readonly #parts: LifecycleParts;
  /** Pending instances by zone, for the operators who disable launches. */
  readonly #pending = new Set<InstanceRecord>();

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
    parts.controlPlane.onLaunchesDisabled((zoneId) => this.#failPending(zoneId));
  }

  /** A new instance, already in `pending`, lines up for a launch worker. */
  launch(instance: InstanceRecord): void {
    this.#tell(instance, undefined);
    this.#lineUp(instance);
  }

  /** A new instance that is there already when the story begins: no worker, no waiting. */
  place(instance: InstanceRecord): void {
    this.#tell(instance, undefined);
    this.#run(instance);
  }

  /** From `stopped`, under new addresses, as the type that it has by now. */
  start(instance: InstanceRecord): void {
    const addresses = this.#parts.addresses(instance.region);
    // In a VPC the private address belongs to the network interface, which stays.
    if (!this.#accountOf(instance).vpc) instance.privateIp = addresses.privateIp();
    instance.publicIp = addresses.publicIp();
    this.readdress(instance);
    instance.machine?.resize?.(instance.type);
    instance.stateReason = undefined;
    instance.transitionReason = '';
    instance.launchedAtMs = wholeSecondMs(this.#parts.kernel);
    this.#move(instance, 'pending');
    this.#lineUp(instance);
  }

  stop(instance: InstanceRecord, reason = BY_USER): void {
    this.#ordered(instance, reason);
    this.#move(instance, 'stopping');
    this.#carryOut(instance, () => {
      instance.machine?.halt();
      this.#release(instance);
      this.#move(instance, 'stopped');
    });
  }

  terminate(instance: InstanceRecord, reason = BY_USER): void {
    this.#ordered(instance, reason);
    this.#move(instance, 'shutting-down');
    // A machine that was never on can do no harm: nobody has to reach it.
    if (!instance.hasRun) {
      this.#callOff(instance);
      const handle = this.#parts.kernel.after(
        this.#parts.models.shutdownSeconds() * SECOND_US,
        () => this.#end(instance),
        'ec2 terminate',
      );
      instance.work = () => void this.#parts.kernel.cancel(handle);
    } else {
      this.#carryOut(instance, () => this.#end(instance));
    }
  }

  /**
   * The machine has shut itself down. EC2 hears of it when it reaches the zone, and stops or ends the instance as its owner
   * chose; what has no volume to boot from can only end.
   */
  #shutDown(instance: InstanceRecord): void {
    const { bootedAtUs } = instance;
    this.#parts.zoneWork.do(instance.zoneId, 0, () => {
      // It was stopped, or is on again: somebody's order was faster.
      if (instance.state !== 'running' || instance.bootedAtUs !== bootedAtUs) return;
      const { attributes, image } = instance;
      const isStopped = attributes.instanceInitiatedShutdownBehavior === 'stop' && image.rootDeviceType === 'ebs';
      if (isStopped) this.stop(instance, BY_INSTANCE);
      else this.terminate(instance, BY_INSTANCE);
    });
  }

  /** Power off and on; the state stays `running`. */
  reboot(instance: InstanceRecord): void {
    this.#carryOut(instance, () => {
      instance.machine?.halt();
      this.#boot(instance);
    });
  }

  /** The addresses under which the instance is reached have changed. */
  readdress(instance: InstanceRecord): void {
    const { privateIp, publicIp } = this.#addressesOf(instance);
    instance.machine?.readdress?.({ privateIp, publicIp });
  }

  #addressesOf(instance: InstanceRecord): { privateIp: string; publicIp: string } {
    const elastic = this.#accountOf(instance).addressOf(instance.instanceId);
    return { privateIp: instance.privateIp, publicIp: elastic?.publicIp ?? instance.publicIp };
  }

  #lineUp(instance: InstanceRecord): void {
    const { controlPlane } = this.#parts;
    this.#pending.add(instance);
    let taken = false;
    const ticket = controlPlane.launchQueue(instance.region).enter(instance.zoneId, () => {
      taken = true;
      instance.ticket = undefined;
      this.#workOn(instance);
    });
    if (!taken) instance.ticket = ticket;
  }

  /** A worker has the launch: it places the machine, or holds on until the launch timeout if the zone does not answer. */
  #workOn(instance: InstanceRecord): void {
    const { kernel, zones, zoneWork, models, controlPlane } = this.#parts;
    if (zones.reachable(instance.zoneId)) this.#build(instance);
    const giveUpAtUs = kernel.nowUs + controlPlane.options.launchTimeoutSeconds * SECOND_US;
    let cancelDeadline: (() => void) | undefined;
    const cancelWork = zoneWork.do(
      instance.zoneId,
      models.pendingSeconds(),
      () => {
        cancelDeadline?.();
        instance.work = undefined;
        this.#run(instance);
      },
      () => {
        if (cancelDeadline) return;
        const fail = () => this.#fail(instance, LAUNCH_FAILED);
        const handle = kernel.at(Math.max(giveUpAtUs, kernel.nowUs), fail, 'ec2 launch timeout');
        cancelDeadline = () => void kernel.cancel(handle);
      },
    );
    instance.work = () => {
      cancelWork();
      cancelDeadline?.();
    };
  }

  #run(instance: InstanceRecord): void {
    this.#pending.delete(instance);
    this.#build(instance);
    instance.hasRun = true;
    volumesComeUp(instance);
    instance.stateReason = undefined;
    this.#move(instance, 'running');
    this.#boot(instance);
  }

  #boot(instance: InstanceRecord): void {
    instance.bootedAtUs = this.#parts.kernel.nowUs;
    instance.machine?.boot();
  }

  /** The machine is placed on hardware, still off. One that was stopped is there already. */
  #build(instance: InstanceRecord): void {
    if (instance.machine) return;
    const { instanceId, account, region, zoneId, type, image, userData } = instance;
    const { architecture, imageId } = image;
    const addresses = this.#addressesOf(instance);
    const spec = { instanceId, account, region, zoneId, type, architecture, ...addresses, userData, imageId };
    instance.machine = this.#parts.machines.create(spec, () => this.#shutDown(instance));
    if (!instance.diskUsable) instance.machine.disk?.(false);
  }

  /** A launch that comes to nothing: the instance goes from pending to terminated (back to stopped, had it been started again). */
  #fail(instance: InstanceRecord, reason: StateReason): void {
    this.#callOff(instance);
    instance.stateReason = reason;
    if (!instance.hasRun) {
      this.#end(instance);
      return;
    }
    this.#release(instance);
    this.#move(instance, 'stopped');
  }

  #failPending(zoneId: string): void {
    for (const instance of [...this.#pending]) {
      if (instance.zoneId !== zoneId) continue;
      if (instance.ticket || !this.#parts.zones.reachable(zoneId)) this.#fail(instance, NO_CAPACITY);
    }
  }

  #end(instance: InstanceRecord): void {
    instance.work = undefined;
    instance.machine?.destroy();
    instance.machine = undefined;
    instance.terminatedAtUs = this.#parts.kernel.nowUs;
    this.#release(instance);
    this.#move(instance, 'terminated');
  }

  /** An instance that ends loses its elastic address and its volumes; outside a VPC one that stops loses its address too. */
  #release(instance: InstanceRecord): void {
    const account = this.#accountOf(instance);
    const address = account.addressOf(instance.instanceId);
    if (address && (instance.terminatedAtUs !== undefined || !account.vpc)) account.give(address, undefined);
    if (instance.terminatedAtUs === undefined) return;
    releaseVolumes(account, instance);
  }

  #carryOut(instance: InstanceRecord, act: () => void): void {
    this.#callOff(instance);
    instance.work = this.#parts.zoneWork.do(instance.zoneId, this.#parts.models.shutdownSeconds(), () => {
      instance.work = undefined;
      act();
    });
  }

  #callOff(instance: InstanceRecord): void {
    this.#pending.delete(instance);
    instance.work?.();
    instance.work = undefined;
    if (instance.ticket) this.#parts.controlPlane.launchQueue(instance.region).leave(instance.ticket);
    instance.ticket = undefined;
  }

  #move(instance: InstanceRecord, to: InstanceStateName): void {
    const from = instance.state;
    if (!NEXT_STATES[from].includes(to))
      throw new Error(`instance ${instance.instanceId} cannot go from ${from} to ${to}`);
    instance.state = to;
    this.#tell(instance, from);
  }

  #tell(instance: InstanceRecord, from: InstanceStateName | undefined): void {
    const { instanceId, account, region, zoneId, state } = instance;
    this.#accountOf(instance).count(from, state);
    this.#parts.onChange({ atUs: this.#parts.kernel.nowUs, account, region, instanceId, zoneId, from, to: state });
  }

  #accountOf({ account, region }: InstanceRecord): AccountRegion {
    return this.#parts.account(account, region);
  }

  #ordered(instance: InstanceRecord, reason: StateReason): void {
    const at = new Date(this.#parts.kernel.nowMs()).toISOString();
    instance.stateReason = reason;
    instance.transitionReason = reason === BY_USER ? `User initiated (${at.slice(0, 10)} ${at.slice(11, 19)} GMT)` : '';
  }
}

/** As LaunchTime is told. */
export function wholeSecondMs(kernel: Kernel): number {
  return Math.floor(kernel.nowMs() / 1000) * 1000;
}
