/** What the machines of a cloud are on EC2: zone and type of the next start, and the tags of those that run. */
import { z } from 'zod';
import { architectureOf, type Instance, timestamp } from '../documents/index.ts';
import { InvalidError } from '../errors.ts';
import { tagJob } from '../life/tags.ts';
import { accepted, route } from './route.ts';
import { identified } from './schemas/answers.ts';
import { inRegion, instanceType, optional, zone } from './schemas/fields.ts';

const changedInstance = z.object({ availability_zone: optional(zone), instance_type: optional(instanceType) });

export const machineRoutes = [
  route({
    method: 'PUT',
    path: '/clouds/:cloud/instances/:instance',
    rule: 'manage',
    summary:
      'Changes where an instance will be started next, and as what; one that has volumes cannot leave their zone',
    body: changedInstance,
    example: { availability_zone: 'eu-west-1c' },
    answers: { 202: identified },
    handle: async ({ env, store }, { found, body }) => {
      const { _id } = found.instance;
      await store.update(
        'instance',
        _id,
        (instance) => {
          const errors = problemsOf(instance, body, found.cloud.region);
          if (errors.length > 0) throw new InvalidError(errors);
          const instance_type = body.instance_type ?? instance.instance_type;
          return {
            ...instance,
            availability_zone: body.availability_zone ?? instance.availability_zone,
            instance_type,
            architecture: architectureOf(instance_type),
            updated_at: timestamp(env.clock.nowMs()),
          };
        },
        found.instance,
      );
      return accepted(`/clouds/${found.cloud._id}/instances/${_id}`, { id: _id });
    },
  }),
  route({
    method: 'POST',
    path: '/clouds/:cloud/tag',
    rule: 'manage',
    summary: 'Puts right the tags on EC2 of all machines of a cloud, also of those that were started without any',
    answers: { 202: identified },
    handle: async ({ env, queue }, { found: { cloud } }) => {
      await queue.add({ now: [tagJob(env, cloud._id)] });
      return accepted(`/clouds/${cloud._id}`, { id: cloud._id });
    },
  }),
];

type Wanted = z.output<typeof changedInstance>;

function problemsOf(instance: Instance, { availability_zone: zoneName, instance_type }: Wanted, region: string) {
  const errors: string[] = [];
  const moves = zoneName !== undefined && zoneName !== instance.availability_zone;
  const turns = instance_type !== undefined && instance_type !== instance.instance_type;
  if (moves && !inRegion(zoneName, region)) errors.push('Availability zone is not in the region of the cloud');
  else if (moves && instance.volumes.length > 0) {
    errors.push("Availability zone can't be changed: the EBS volumes of the instance are in another one");
  }
  if ((moves || turns) && instance.ec2_instance_id) errors.push("Can't change instance before it is stopped");
  return errors;
}
