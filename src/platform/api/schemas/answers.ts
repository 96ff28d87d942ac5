/** What the API answers with, as far as it promises it: more fields may come. */
import { z } from 'zod';
import { builtInRoleTypes, instanceStates, permissionLevels } from '../../documents/index.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/);
/** `2010/03/25 19:49:44 +0000` */
const time = z.string().regex(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \+0000$/);
const maybe = z.string().nullable();
const dates = { created_at: time, updated_at: time };

export const identified = z.looseObject({ id });

export const cloud = z.looseObject({
  id,
  name: z.string(),
  region: z.string(),
  default_availability_zone: maybe,
  nickname_theme: maybe,
  custom_json: z.string(),
  use_custom_cookbooks: z.boolean(),
  scm_type: maybe,
  scm_url: maybe,
  scm_user: maybe,
  scm_revision: maybe,
  account_id: id,
  user_id: maybe,
  ssh_key_id: maybe,
  credential_id: id,
  ...dates,
});

export const role = z.looseObject({
  id,
  name: z.string(),
  shortname: z.string(),
  role_type: z.enum([...builtInRoleTypes, 'custom']),
  disable_auto_healing: z.boolean().nullable(),
  cluster_id: id,
  packages: z.array(z.string()),
  ebs_volumes: z.record(z.string(), z.unknown()),
  custom_security_groups: z.string(),
  ...dates,
});

export const instance = z.looseObject({
  id,
  name: z.string(),
  nickname: z.string(),
  ip: maybe,
  dns_name: maybe,
  status: z.enum(instanceStates),
  role_ids: z.array(id),
  availability_zone: maybe,
  instance_type: z.string(),
  cluster_id: id,
  ...dates,
});

export const event = z.looseObject({
  id,
  cluster_id: id,
  instance_id: maybe,
  user_id: maybe,
  action: z.string(),
  message: z.string(),
  created_at: time,
});

const level = z.enum(permissionLevels);

export const user = z.looseObject({ id, name: z.string(), admin: z.boolean(), api_enabled: z.boolean() });
export const token = z.looseObject({ id, token: z.string() });
export const permission = z.looseObject({
  user_id: id,
  cluster_id: id,
  level,
  ssh: z.boolean(),
  sudo: z.boolean(),
});
export const defaults = z.looseObject({ level, ssh: z.boolean(), sudo: z.boolean() });
export const account = z.looseObject({ id, name: z.string(), default_level: level });
export const sshKey = z.looseObject({ id, name: z.string() });
export const credential = z.looseObject({ id, name: z.string(), aws_access_key_id: z.string() });

export const listOf = <Schema extends z.ZodType>(schema: Schema) => z.array(schema);
