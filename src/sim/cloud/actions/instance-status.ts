/** DescribeInstanceStatus: what the status checks found at their last look. */
import type { InstanceStatus, InstanceStatusSummary } from '@aws-sdk/client-ec2';
import { type InstanceRecord, STATE_CODES } from '../state.ts';
import type { CheckResult, StatusChecks } from '../status-checks.ts';
import type { ActionContext, Handler } from './context.ts';
import { describeState, zoneNameOf } from './instance-view.ts';
import { type Listing, list } from './listing.ts';
import { findInstances, visibleInstances } from './lookup.ts';

interface Checked extends StatusChecks {
  readonly of: InstanceRecord;
}

/** What a check says of its one detail, reachability. */
const REACHABILITY = {
  ok: 'passed',
  impaired: 'failed',
  initializing: 'initializing',
  'insufficient-data': 'insufficient-data',
  'not-applicable': undefined,
} as const satisfies Record<CheckResult, string | undefined>;

const STATUSES: Listing<Checked> = {
  action: 'DescribeInstanceStatus',
  idOf: ({ of }) => of.instanceId,
  filters: {
    'availability-zone': ({ of }, context) => zoneNameOf(context, of),
    'availability-zone-id': ({ of }, { exposeZoneIds }) => (exposeZoneIds ? of.zoneId : undefined),
    'event.code': () => undefined,
    'instance-state-code': ({ of }) => STATE_CODES[of.state],
    'instance-state-name': ({ of }) => of.state,
    'instance-status.reachability': ({ instance }) => REACHABILITY[instance],
    'instance-status.status': ({ instance }) => instance,
    'system-status.reachability': ({ system }) => REACHABILITY[system],
    'system-status.status': ({ system }) => system,
  },
  tagged: true,
};

/** Of running instances, or of all with IncludeAllInstances. */
export const describeInstanceStatus: Handler<'DescribeInstanceStatus'> = (context, input) => {
  const isWanted = ({ state }: InstanceRecord) => input.IncludeAllInstances || state === 'running';
  const checked = (of: InstanceRecord): Checked => ({ of, ...context.statusChecker.check(of) });
  const ids = input.InstanceIds ?? [];
  const named = findInstances(context, ids).filter(isWanted).map(checked);
  if (ids.length > 0 && named.length === 0) return { InstanceStatuses: [] };
  const all = function* () {
    for (const instance of visibleInstances(context)) if (isWanted(instance)) yield checked(instance);
  };
  const { page, NextToken } = list(context, STATUSES, input, named, all());
  return { InstanceStatuses: page.map((one) => describe(context, one)), NextToken };
};

function describe(context: ActionContext, { of, system, instance, impairedSinceUs }: Checked): InstanceStatus {
  const sinceMs = impairedSinceUs === undefined ? undefined : context.kernel.startMs + impairedSinceUs / 1000;
  return {
    InstanceId: of.instanceId,
    AvailabilityZone: zoneNameOf(context, of),
    ...(context.exposeZoneIds ? { AvailabilityZoneId: of.zoneId } : {}),
    InstanceState: describeState(of.state),
    InstanceStatus: summary(instance, sinceMs),
    SystemStatus: summary(system, sinceMs),
    Events: [],
  };
}

function summary(Status: CheckResult, sinceMs: number | undefined): InstanceStatusSummary {
  const reachability = REACHABILITY[Status];
  if (!reachability) return { Status };
  const ImpairedSince = Status === 'impaired' && sinceMs !== undefined ? new Date(sinceMs) : undefined;
  return { Status, Details: [{ Name: 'reachability', Status: reachability, ImpairedSince }] };
}
