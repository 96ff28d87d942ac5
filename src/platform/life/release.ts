/**
 * The job `release`: what an instance had on EC2 goes with its definition, its volumes and its elastic address (as OpsWorks
 * does by default). It is queued before the definition is removed and looks a minute later whether that has happened, so
 * that nothing is left without an owner, and nothing is taken from an instance that is still there.
 */
import {
  DeleteVolumeCommand,
  DescribeAddressesCommand,
  DescribeVolumesCommand,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2';
import type { Cloud, Instance } from '../documents/index.ts';
import type { Environment } from '../environment.ts';
import { type FollowUps, newJob } from '../queue/job.ts';
import type { Handler } from './context.ts';
import { ownerTag } from './owner-tag.ts';

const afterMs = 60_000;

/** What has to be queued before `instance` is removed. */
export function releaseLater(env: Environment, instance: Instance, cloud: Cloud): FollowUps {
  if (instance.volumes.length === 0 && instance.elastic_ip === null) return {};
  const { region, credential_id: credentialId } = cloud;
  const job = newJob(env.random.hex(32), { kind: 'release', instanceId: instance._id, region, credentialId });
  return { later: [{ job, atMs: env.clock.nowMs() + afterMs }] };
}

export const release: Handler<'release'> = async (work, { instanceId, region, credentialId }) => {
  const { env, store } = work;
  if (await store.get('instance', instanceId)) return {};
  const credential = await store.get('credential', credentialId);
  if (!credential) return {};
  const ec2 = work.ec2.on(credential, { region });
  const Filters = [{ Name: `tag:${ownerTag}`, Values: [instanceId] }];
  const { Volumes = [] } = await ec2.send(new DescribeVolumesCommand({ Filters }));
  for (const { VolumeId } of Volumes) await ec2.send(new DeleteVolumeCommand({ VolumeId: VolumeId! }));
  const { Addresses = [] } = await ec2.send(new DescribeAddressesCommand({ Filters }));
  for (const { AllocationId, PublicIp } of Addresses) {
    await ec2.send(new ReleaseAddressCommand(AllocationId ? { AllocationId } : { PublicIp }));
  }
  env.log('instance.released', { instance: instanceId, volumes: Volumes.length, addresses: Addresses.length });
  return {};
};
