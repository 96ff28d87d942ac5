/** Faults of what the provider runs: EC2's API and what it allows, DNS, the status page. */
import type { ApiErrorKind } from '../cloud/index.ts';
import type { DnsFault } from '../network/index.ts';
import type { Fault } from './plan.ts';
import type { Carried, Stage } from './stage.ts';

export function answerWithErrors({ ec2 }: Stage, fault: Fault<`api:${ApiErrorKind}`>): Carried {
  const error = fault.action.slice('api:'.length) as ApiErrorKind;
  return { targets: [...fault.regions], end: ec2.controlPlane.faults.inject({ ...fault, error }) };
}

export function cutQuota({ ec2 }: Stage, fault: Fault<'account:quota-cut'>): Carried {
  const { account, region } = fault;
  return { targets: [region === undefined ? account : `${account} in ${region}`], end: ec2.cutQuota(fault) };
}

export function dropDeadPeers({ ec2 }: Stage, { region }: Fault<'control-plane:drop-dead-peers'>): Carried {
  ec2.controlPlane.dropDeadPeers(region);
  return { targets: [region], end: () => {} };
}

export function disableLaunches({ ec2, holds }: Stage, { zone }: Fault<'control-plane:disable-launches'>): Carried {
  const end = holds.hold(
    `launches ${zone}`,
    () => ec2.controlPlane.disableLaunches(zone),
    () => ec2.controlPlane.enableLaunches(zone),
  );
  return { targets: [zone], end };
}

type DnsAction = 'dns:wrong-answer' | 'dns:no-answer' | 'dns:stale-resolvers';

/** A name that nobody has registered is nothing that can go wrong. */
export function disturbDns({ network }: Stage, fault: Fault<DnsAction>): Carried {
  const kind = fault.action.slice('dns:'.length) as DnsFault['kind'];
  const targets = fault.names.filter((name) => network.dns.intended(name).length > 0);
  return { targets, end: network.dns.disturb({ ...fault, kind }) };
}

export function delayStatus({ statusPage }: Stage, { bySeconds }: Fault<'status-page:late'>): Carried {
  return { targets: ['status page'], end: statusPage.delay(Math.round(bySeconds * 1e6)) };
}

export function falsifyStatus({ statusPage }: Stage, { text }: Fault<'status-page:wrong'>): Carried {
  return { targets: ['status page'], end: statusPage.falsify(text) };
}
