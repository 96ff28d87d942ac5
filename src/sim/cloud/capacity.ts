/**
 * Room for instances: how many more of a type a physical zone takes. Without a figure it takes any number; a shortage
 * refuses a share of the launches whatever the figures say, as `insufficient-instance-capacity-error` of AWS Fault
 * Injection Service does (docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
 *
 * All accounts share a zone's room. An instance takes its place from `pending` until it has stopped or is terminated. Those
 * that are there when the story begins have theirs; when one leaves, there is room for one more.
 */
import type { Kernel } from '../kernel/index.ts';
import type { InstanceStateName } from './state.ts';

/** By zone, by type: for how many instances there is room when the story begins. `*` is each type that is not named. */
export type CapacityOptions = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Launch {
  readonly account: string;
  readonly type: string;
}

export interface Shortage {
  /** Names the stream that it draws from: `fault/<name>/<zone>`. */
  readonly name: string;
  readonly zones: readonly string[];
  /** Of the launches that it is aimed at, 0 to 100. */
  readonly percentage: number;
  /** All types where there is none. */
  readonly types: readonly string[];
  /** Everybody's launches where there is none. */
  readonly account?: string;
}

export class Capacity {
  readonly #kernel: Kernel;
  readonly #limits: CapacityOptions;
  readonly #placed = new Map<string, number>();
  readonly #shortages = new Set<Shortage>();

  constructor(kernel: Kernel, limits: CapacityOptions = {}) {
    this.#kernel = kernel;
    this.#limits = limits;
  }

  /** How many more instances of the type fit, 0 in a shortage. To be asked once for each launch and zone: shortages draw. */
  roomFor(zoneId: string, { account, type }: Launch): number {
    let short = false;
    for (const { name, zones, percentage, types, account: only } of this.#shortages) {
      if (!zones.includes(zoneId) || (only !== undefined && only !== account)) continue;
      if (types.length > 0 && !types.includes(type)) continue;
      if (this.#kernel.random(`fault/${name}/${zoneId}`).chance(percentage / 100)) short = true;
    }
    if (short) return 0;
    const limit = this.#limits[zoneId]?.[type] ?? this.#limits[zoneId]?.['*'] ?? Number.POSITIVE_INFINITY;
    return Math.max(0, limit - (this.#placed.get(`${zoneId}/${type}`) ?? 0));
  }

  /** The returned function ends it. */
  shorten(shortage: Shortage): () => void {
    const own = { ...shortage };
    this.#shortages.add(own);
    return () => void this.#shortages.delete(own);
  }

  /** An instance has its place without taking any of the room: it was there before. */
  addPlace(zoneId: string, type: string): void {
    this.#count(zoneId, type, -1);
  }

  /** An instance's state has changed: it has taken its place, or left it. */
  moved(zoneId: string, type: string, from: InstanceStateName | undefined, to: InstanceStateName): void {
    const change = Number(takesRoom(to)) - Number(from !== undefined && takesRoom(from));
    if (change !== 0) this.#count(zoneId, type, change);
  }

  #count(zoneId: string, type: string, change: number): void {
    const key = `${zoneId}/${type}`;
    this.#placed.set(key, (this.#placed.get(key) ?? 0) + change);
  }
}

function takesRoom(state: InstanceStateName): boolean {
  return state !== 'stopped' && state !== 'terminated';
}
