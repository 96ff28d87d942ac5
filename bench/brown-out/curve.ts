/** What a customer of a healthy zone sees of EC2 minute by minute when another zone of the region is lost. */
import { type Ec2, Ec2Error, type InstanceStateChange, ubuntuImage } from '../../src/sim/cloud/index.ts';
import { type PlannedFault, scheduleFaults } from '../../src/sim/faults/index.ts';
import { World } from '../../src/sim/world.ts';

export interface CurveOptions {
  seed: number;
  /** When operators drop the dead peers and disable launches into the zone, in minutes after its loss; they never do without it. */
  actAfterMinutes?: number;
  /** Minutes before the loss and after it that are looked at. */
  fromMinute: number;
  untilMinute: number;
  callsPerMinute: number;
}

/** One minute; those before the loss are negative. */
export interface Minute {
  minute: number;
  /** Of the calls begun in this minute, as single attempts: ended in 500 or 503, and found nobody to connect to. 0 to 1. */
  errorShare: number;
  unconnectedShare: number;
  /** From RunInstances in this minute, into a healthy zone, until the instance runs. Undefined where it is still pending at the end. */
  launchMinutes: number | undefined;
  /** Launches of the whole region that wait. */
  backlog: number;
}

const REGION = 'eu-west-1';
const MINUTE_US = 60_000_000;
/** So long launches are still watched after the last minute of the curve. */
const AFTERMATH_MINUTES = 120;

/** The curve is computed by the world alone: nothing but the loss, and what operators do, is given. */
export async function brownOut(options: CurveOptions): Promise<Minute[]> {
  const { fromMinute, untilMinute, callsPerMinute } = options;
  const pending = new Map<string, (running: boolean) => void>();
  const world = regionOfThree(options.seed, ({ instanceId, to }) => {
    if (to === 'pending') return;
    pending.get(instanceId)?.(to === 'running');
    pending.delete(instanceId);
  });
  const { kernel, ec2 } = world;
  const lostUs = -fromMinute * MINUTE_US;
  scheduleFaults({ ...world, restartProcess: () => {} }, planOf(options), lostUs, { started() {}, ended() {} });
  const client = world.apiPath(world.addOfficeHost('customer', 'berlin').start('client'));
  const curve: Minute[] = [];
  for (let minute = fromMinute; minute < untilMinute; minute++) {
    const row: Minute = { minute, errorShare: 0, unconnectedShare: 0, launchMinutes: undefined, backlog: 0 };
    curve.push(row);
    const beginUs = lostUs + minute * MINUTE_US;
    for (let call = 0; call < callsPerMinute; call++) {
      const atUs = Math.round(beginUs + (call * MINUTE_US) / callsPerMinute);
      kernel.at(atUs, () => void ask(row), 'customer');
    }
    kernel.at(beginUs, () => launch(row), 'customer');
  }
  const ask = (row: Minute) =>
    ec2.call({ account: 'customer', region: REGION }, client, 'DescribeInstances', {}).catch((error) => {
      if (error instanceof Ec2Error) row.errorShare += 1 / callsPerMinute;
      else row.unconnectedShare += 1 / callsPerMinute;
    });
  const launch = (row: Minute) => {
    row.backlog = ec2.controlPlane.launchQueue(REGION).backlog;
    const beginUs = kernel.nowUs;
    pending.set(launchInHealthyZone(ec2), (running) => {
      if (running) row.launchMinutes = (kernel.nowUs - beginUs) / MINUTE_US;
    });
  };
  kernel.at(lostUs + (untilMinute + AFTERMATH_MINUTES) * MINUTE_US, () => kernel.stop(), 'end');
  await kernel.run();
  return curve;
}

/** The zone stays lost for the whole curve. */
function planOf({ actAfterMinutes, untilMinute }: CurveOptions): PlannedFault[] {
  const zone = 'euw1-az1';
  const forSeconds = (untilMinute + AFTERMATH_MINUTES + 1) * 60;
  const power = { action: 'zone:power-interruption', zones: [zone], disksLostShare: 0 } as const;
  const loss: PlannedFault = { name: 'power', ...power, atSeconds: 0, forSeconds };
  if (actAfterMinutes === undefined) return [loss];
  const atSeconds = actAfterMinutes * 60;
  return [
    loss,
    { name: 'peers', action: 'control-plane:drop-dead-peers', region: REGION, atSeconds },
    { name: 'launches', action: 'control-plane:disable-launches', zone, atSeconds },
  ];
}

function regionOfThree(seed: number, onInstanceState: (change: InstanceStateChange) => void): World {
  return new World({
    seed,
    startMs: Date.UTC(2011, 7, 7, 17, 41),
    regions: { [REGION]: { zones: ['euw1-az1', 'euw1-az2', 'euw1-az3'] } },
    offices: { berlin: { near: REGION, latencyMs: 15 } },
    accounts: { customer: { zoneNames: 'uniform' } },
    bootSeconds: () => 95,
    onBoot: () => {},
    ec2: { quotas: { instances: 1_000 }, onInstanceState },
  });
}

/** Past the API, whose errors have a curve of their own. Returns the instance's id. */
function launchInHealthyZone(ec2: Ec2): string {
  const caller = { account: 'customer', region: REGION };
  const { Instances } = ec2.perform(caller, 'RunInstances', {
    ...{ ImageId: ubuntuImage(REGION, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 },
    Placement: { AvailabilityZone: `${REGION}b` },
  });
  return Instances![0]!.InstanceId!;
}
