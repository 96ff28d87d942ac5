import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  agentIdOf,
  decide,
  type Instance,
  type InstanceStatus,
  instanceStates,
  type LifeEvent,
  newInstance,
} from '../../../src/platform/index.ts';
import { id } from '../small-installation.ts';

const facts = {
  hostname: 'web1',
  ec2InstanceId: 'i-1',
  privateIp: '10.0.0.1',
  publicIp: '198.51.100.1',
  privateDnsName: 'ip-10-0-0-1',
  publicDnsName: 'ec2-198-51-100-1',
  architecture: 'x86_64',
  instanceType: 'm1.large',
} as const;

function instanceIn(status: InstanceStatus, fields: Partial<Instance> = {}): Instance {
  const made = newInstance(
    { cluster_id: id(1), role_ids: [id(2)], nickname: 'web1', instance_type: 'm1.large', status, ...fields },
    { id: id(3), nowMs: 0 },
  );
  return made;
}

const addresses = { ip: null, dns_name: null, private_ip: null, private_dns_name: null };
const anyEvent = fc.constantFrom<LifeEvent>(
  { kind: 'start-requested' },
  { kind: 'launched', ec2InstanceId: 'i-1' },
  { kind: 'launch-failed', reason: 'no such group' },
  { kind: 'ec2-running', addresses, bootedAt: 'then' },
  { kind: 'ec2-gone', reason: 'gone' },
  { kind: 'boot-timeout' },
  { kind: 'agent-connected', facts, bootedAt: 'then' },
  { kind: 'agent-lost', nowMs: 1 },
  { kind: 'heal', nowMs: 2 },
  { kind: 'setup-finished', ok: true },
  { kind: 'setup-finished', ok: false },
  { kind: 'stop-requested', nowMs: 1 },
  { kind: 'shutdown-sent', terminateAtMs: 45_001, by: 'job' },
);

/** The arrows of the knowledge base, and ours for failures. */
const arrows: Record<InstanceStatus, readonly InstanceStatus[]> = {
  new: ['requested'],
  requested: ['pending', 'start_failed', 'shutting_down'],
  pending: ['booting', 'start_failed', 'shutting_down'],
  booting: ['running_setup', 'start_failed', 'shutting_down'],
  running_setup: ['online', 'setup_failed', 'offline', 'shutting_down'],
  online: ['offline', 'shutting_down'],
  setup_failed: ['shutting_down'],
  start_failed: ['requested', 'booting', 'shutting_down'],
  offline: ['online', 'running_setup', 'setup_failed', 'shutting_down'],
  shutting_down: ['stopped'],
  stopped: ['requested'],
};

test('whatever happens in whatever order, an instance only moves along the arrows', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let instance = instanceIn('new');
      for (const event of events) {
        const { patch } = decide(instance, event);
        const next = { ...instance, ...patch };
        if (next.status !== instance.status) expect(arrows[instance.status]).toContain(next.status);
        if (next.status === 'stopped' || next.status === 'requested') expect(next.ec2_instance_id).toBeNull();
        if (next.status === 'online') expect(next.setup_done).toBe(true);
        instance = next;
      }
    }),
  );
});

test('an event that is told twice causes the same effects and no second change', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (events) => {
      let instance = instanceIn('new');
      for (const event of events) {
        const first = decide(instance, event);
        instance = { ...instance, ...first.patch };
        // A wish is refused the second time or wished again; `again` is by design another step.
        if (event.kind.endsWith('-requested') || first.effects.includes('again') || !first.patch) continue;
        if (instance.status === 'start_failed' || instance.status === 'stopped') continue;
        if (event.kind === 'launched' && instance.status === 'shutting_down') continue;
        const second = decide(instance, event);
        expect({ ...instance, ...second.patch }).toEqual(instance);
        if (instance.status !== 'setup_failed') expect(second.effects).toEqual(first.effects);
      }
    }),
  );
});

test.each(instanceStates)('a start is granted only where nothing runs: %s', (status) => {
  const { refusal } = decide(instanceIn(status), { kind: 'start-requested' });
  const granted = ['new', 'stopped', 'start_failed', 'requested'].includes(status);
  expect(refusal === undefined).toBe(granted);
});

test('each start has an agent of its own', () => {
  const first = { ...instanceIn('new'), ...decide(instanceIn('new'), { kind: 'start-requested' }).patch };
  const second = decide({ ...first, status: 'stopped' }, { kind: 'start-requested' }).patch!;
  expect(first.agent_id).toBe(agentIdOf(first._id, 1));
  expect(second.agent_id).not.toBe(first.agent_id);
});

test('an instance without a listening agent does not wait 45 s for its shutdown recipes', () => {
  const offline = decide(instanceIn('offline'), { kind: 'stop-requested', nowMs: 1000 });
  expect(offline.patch!.terminate_at_ms).toBe(1000);
  const online = decide(instanceIn('online'), { kind: 'stop-requested', nowMs: 1000 });
  expect(online.patch!.terminate_at_ms).toBeNull();
});

test('a machine that calls before EC2 was asked again is booting first', () => {
  const pending = instanceIn('pending', { ec2_instance_id: 'i-1' });
  const first = decide(pending, { kind: 'agent-connected', facts, bootedAt: 'then' });
  expect([first.patch!.status, first.effects]).toEqual(['booting', ['again']]);
  const second = decide({ ...pending, ...first.patch }, { kind: 'agent-connected', facts, bootedAt: 'then' });
  expect([second.patch!.status, second.effects]).toEqual(['running_setup', ['setup']]);
});
