/** `scalarium-client status`: the agent, the instance and its cloud, as the machine knows them. */
import type { Agent } from '../agent.ts';
import { isObject } from '../deep-merge.ts';
import { clock } from './history.ts';

export function status(agent: Agent, processes: readonly string[]): string[] {
  const latest = agent.runs().at(-1);
  const [running, ...waiting] = agent.activities;
  const lastRun = latest
    ? `${latest.activity} on ${clock(latest.startedAtMs)} UTC, ${latest.ok ? 'ok' : 'failed'}`
    : 'none is kept';
  const rows = [
    ['agent', agent.id],
    ['bus', agent.connected ? 'connected' : 'not connected'],
    ['running', `${running ?? 'nothing'}${waiting.length > 0 ? `, then ${waiting.join(', ')}` : ''}`],
    ['last run', lastRun],
    ...instanceRows(agent),
    ['processes', [...processes].sort().join(', ')],
  ];
  return rows.map(([name, value]) => `${name!.padEnd(12)} ${value}`);
}

function instanceRows(agent: Agent): string[][] {
  const { ec2InstanceId, instanceType, architecture, privateIp, publicIp } = agent.facts();
  const latest = agent.runs().at(-1);
  const scalarium = isObject(latest?.json.scalarium) ? latest.json.scalarium : {};
  const { cluster, instance } = scalarium;
  const roles = isObject(instance) && Array.isArray(instance.roles) ? instance.roles.join(', ') : '';
  const known = isObject(cluster) && isObject(instance);
  return [
    ...(known
      ? [
          ['cloud', String(cluster.name)],
          ['instance', String(instance.hostname)],
          ['roles', roles],
        ]
      : []),
    ['EC2', `${ec2InstanceId}, ${instanceType}, ${architecture}`],
    ['addresses', `${privateIp} (private), ${publicIp} (public)`],
  ];
}
