/**
 * A fault plan is plain data: what breaks, when, for how long. It can be drawn, printed, replayed, forked and shrunk.
 * Only physical faults and what the cloud's own operators do stand in it; what follows from them is computed.
 */
interface FaultBase {
  name: string;
  /** From the zero of the fault clock. */
  atSeconds: number;
  forSeconds?: number;
}

export type PlannedFault = FaultBase &
  /** A share of the zone's machines, `spared` ones excepted. */
  (
    | {
        action: 'zone:network-impairment';
        zones: readonly string[];
        percentage: number;
        spared?: readonly string[];
      }
    | {
        action: 'zone:power-interruption';
        zones: readonly string[];
        /** Share of the zone's machines whose disks are inconsistent afterwards: they do not come back. */
        disksLostShare: number;
        /** Until when, from the zero of the fault clock, the zone stays cut off; by default until its power is back. */
        darkUntilSeconds?: number;
      }
    | { action: 'control-plane:drop-dead-peers'; region: string }
    | { action: 'control-plane:disable-launches'; zone: string }
    /** Each end is a host, a site or a region, or several of them. */
    | { action: 'link:partition'; between: readonly [readonly string[], readonly string[]] }
    | { action: 'host:power'; hosts: readonly string[] }
    | { action: 'process:kill'; hosts: readonly string[]; process: string }
  );
