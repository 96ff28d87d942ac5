/** What a role asks of its machines. It counts from their next start; recipes and packages from the next Chef run. */
import { z } from 'zod';
import { tagJob } from '../life/tags.ts';
import { amend } from './parts.ts';
import { accepted, route } from './route.ts';
import { identified } from './schemas/answers.ts';
import { line, name, recipes, said } from './schemas/fields.ts';

const mountPoint = z
  .string()
  .max(128)
  .regex(/^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/, 'is not a mount point');
const ebsVolume = z.object({
  /** GiB; an EBS volume of 2011 had at most 1 TiB. */
  size: z.int().min(1).max(1024),
  number_of_disks: z.int().min(1).max(18).default(1),
  raid_level: z.literal([0, 1, 5, 6, 10]).nullable().default(null),
});
const packageName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/, 'is not a package');

const version = z
  .string()
  .trim()
  .max(32)
  .regex(/^\d+(\.\d+)*$/, 'is not a version');

export const roleSettings = z
  .object({
    name,
    custom_security_groups: line(1024),
    ebs_volumes: z.record(mountPoint, ebsVolume),
    packages: z.array(packageName).max(100),
    disable_auto_healing: z.boolean().nullable(),
    custom_recipes_setup: recipes,
    custom_recipes_configure: recipes,
    custom_recipes_deploy: recipes,
    custom_recipes_undeploy: recipes,
    custom_recipes_shutdown: recipes,
    nodejs_version: version.nullable(),
  })
  .partial();

export const roleSettingsRoutes = [
  route({
    method: 'PUT',
    path: '/clouds/:cloud/roles/:role',
    rule: 'manage',
    summary: 'Changes what is given of a role; machines that run keep their security groups and volumes',
    body: roleSettings,
    example: { custom_security_groups: 'office, vpn' },
    answers: { 202: identified },
    handle: async (frontend, { found: { role, cloud }, body }) => {
      await amend(frontend, role, said(body));
      // Also for the name that it has: an earlier wish may have been written down and not queued.
      if (body.name !== undefined) await frontend.queue.add({ now: [tagJob(frontend.env, cloud._id)] });
      return accepted(`/clouds/${cloud._id}/roles/${role._id}`, { id: role._id });
    },
  }),
];
