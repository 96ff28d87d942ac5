/**
 * Where machines stand, and how far apart: physical zones of EC2 regions, and offices outside EC2.
 *
 * Round trips: within a zone and between zones of a region from measurements of 2009 (orensol.com); between regions
 * from a public table of 2016-17 (acomputerscientistlearnsaws.blogspot.com), taken as they are for 2011.
 */
export interface Site {
  readonly id: string;
  readonly region: string;
  readonly kind: 'zone' | 'office';
  /** The zone's power feed; an office always has power. */
  power: boolean;
  /** Cut off from everything outside the site, while machines inside may run. */
  dark: boolean;
  /** Dark, but EC2's own operators reach the hardware again: what was ordered meanwhile is carried out before anybody else gets in. */
  managed: boolean;
  /** One-way distance to `region`, for an office. */
  readonly lastMileUs: number;
}

const SAME_ZONE_RTT_US = 380;
const SAME_REGION_RTT_US = 1_040;
/** A pair that the table does not name is as far apart as its farthest. */
const FARTHEST_RTT_US = 239_000;

const REGION_RTT_US = new Map<string, number>(
  (
    [
      ['us-east-1', 'us-west-1', 72_000],
      ['us-east-1', 'eu-west-1', 80_500],
      ['us-west-1', 'eu-west-1', 153_000],
      ['us-east-1', 'ap-southeast-1', 217_000],
      ['us-west-1', 'ap-southeast-1', 174_000],
      ['eu-west-1', 'ap-southeast-1', 239_000],
      ['us-east-1', 'ap-northeast-1', 145_000],
      ['us-west-1', 'ap-northeast-1', 102_500],
      ['eu-west-1', 'ap-northeast-1', 212_000],
      ['ap-southeast-1', 'ap-northeast-1', 74_000],
    ] as const
  ).flatMap(([a, b, rttUs]) => [
    [`${a}/${b}`, rttUs],
    [`${b}/${a}`, rttUs],
  ]),
);

export function zoneSite(id: string, region: string): Site {
  return { id, region, kind: 'zone', power: true, dark: false, managed: false, lastMileUs: 0 };
}

export function officeSite(id: string, nearRegion: string, lastMileUs: number): Site {
  return { id, region: nearRegion, kind: 'office', power: true, dark: false, managed: false, lastMileUs };
}

/** One way, in microseconds. */
export function latencyUs(a: Site, b: Site): number {
  if (a === b) return SAME_ZONE_RTT_US / 2;
  const betweenUs =
    a.region === b.region ? SAME_REGION_RTT_US : (REGION_RTT_US.get(`${a.region}/${b.region}`) ?? FARTHEST_RTT_US);
  return betweenUs / 2 + a.lastMileUs + b.lastMileUs;
}
