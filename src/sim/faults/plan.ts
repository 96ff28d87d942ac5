/**
 * A fault plan is plain data: what breaks, when, for how long. It can be drawn, printed, replayed, forked and shrunk.
 * Only physical faults and what the cloud's own operators do stand in it; what follows from them is computed.
 *
 * Names are `what:happens`; where AWS Fault Injection Service has a word for it, it is that word, and so are
 * `percentage` and `operations` (docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
 */
import type { ApiErrorKind } from '../cloud/index.ts';

interface FaultBase {
  name: string;
  /** From the zero of the fault clock. */
  atSeconds: number;
  forSeconds?: number;
}

/** The two ends of a link; each end is a host, a site or a region, or several of them. */
export type Ends = readonly [readonly string[], readonly string[]];

interface DnsFault {
  /** The names that are hit. */
  names: readonly string[];
  percentage: number;
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
        /**
         * Share of the zone's volumes, those from which machines boot among them, whose storage loses power. They are stuck
         * or inconsistent, and so are their machines, until the storage has healed (cloud/ebs) or their owner has helped.
         */
        disksLostShare: number;
        /** Share of the zone's machines that the interruption breaks; default 0. They never come back. */
        unrecoverableShare?: number;
        /** How long batteries carry the zone; default 0. An interruption that ends before does nothing. */
        upsSeconds?: number;
        /** Until when, from the zero of the fault clock, the zone stays cut off; by default until its power is back. */
        darkUntilSeconds?: number;
      }
    /** A share of the launches into the zones, of an account's or everybody's, of some types or all. */
    | {
        action: 'zone:insufficient-capacity';
        zones: readonly string[];
        percentage: number;
        types: readonly string[];
        account?: string;
      }
    /** Shares of the zones' volumes. */
    | {
        action: 'zone:ebs-impairment';
        zones: readonly string[];
        stuckShare: number;
        inconsistentShare: number;
        /** The room for new copies that is left; as much as there was, if left out. */
        spareGib?: number;
      }
    /** Operators bring hardware into the zones' storage. */
    | { action: 'ebs:add-spare'; zones: readonly string[]; gib: number }
    /** A share of the snapshots of regions. */
    | { action: 'ebs:lose-snapshots'; regions: readonly string[]; share: number }
    | { action: 'control-plane:drop-dead-peers'; region: string }
    | { action: 'control-plane:disable-launches'; zone: string }
    /** A share of the calls to regions' APIs, of an account's or everybody's, of some actions or all. */
    | {
        action: `api:${ApiErrorKind}`;
        regions: readonly string[];
        percentage: number;
        operations: readonly string[];
        account?: string;
      }
    /** What an account may have, in a region or in all; what it has stays. */
    | { action: 'account:quota-cut'; account: string; region?: string; instances?: number; addresses?: number }
    | { action: 'link:partition'; between: Ends }
    /** Each message takes so much longer, give or take the jitter, which is drawn evenly. */
    | { action: 'link:latency'; between: Ends; delaySeconds: number; jitterSeconds: number }
    /** A share of what is sent is lost and has to be sent again. */
    | { action: 'link:loss'; between: Ends; percentage: number }
    /** A share of the questions to the provider is answered with other addresses, or not at all. */
    | ({ action: 'dns:wrong-answer'; addresses: readonly string[] } & DnsFault)
    | ({ action: 'dns:no-answer' } & DnsFault)
    /** A share of the resolvers goes on giving what it has heard. */
    | ({ action: 'dns:stale-resolvers' } & DnsFault)
    | { action: 'status-page:late'; bySeconds: number }
    | { action: 'status-page:wrong'; text: string }
    | { action: 'host:power'; hosts: readonly string[] }
    /** Somebody shuts the machines' systems down, as from a shell; EC2 then does what their owner chose. */
    | { action: 'host:shutdown'; hosts: readonly string[] }
    | { action: 'process:kill'; hosts: readonly string[]; process: string }
  );

/** The fault of one action. */
export type Fault<A extends PlannedFault['action']> = Extract<PlannedFault, { action: A }>;
