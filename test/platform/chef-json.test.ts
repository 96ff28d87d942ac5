import { expect, test } from 'vitest';
import { chefJson, rolesJson, sharedJson } from '../../src/platform/chef-json.ts';
import { deepMerge } from '../../src/platform/deep-merge.ts';
import { type Instance, newCloud, newInstance, newRole } from '../../src/platform/index.ts';
import { id } from './small-installation.ts';

const nowMs = Date.UTC(2011, 7, 7);
const role = (number: number, shortname: string, type: Parameters<typeof newRole>[0]['role_type'], custom = {}) =>
  newRole({ cluster_id: id(1), name: shortname, shortname, role_type: type, ...custom }, { id: id(number), nowMs });
const db = role(2, 'db-master', 'db-master');
const rails = role(3, 'rails-app', 'rails-app');
const lb = role(4, 'lb', 'lb');
const cloud = (customJson = '') =>
  newCloud(
    { account_id: id(8), credential_id: id(9), name: 'Shop', region: 'eu-west-1', custom_json: customJson },
    { id: id(1), nowMs },
  );
const instance = (number: number, nickname: string, status: Instance['status'], roles: string[]) =>
  newInstance(
    { cluster_id: id(1), nickname, role_ids: roles, instance_type: 'm1.small', status, private_ip: `10.0.0.${number}` },
    { id: id(number), nowMs },
  );

test('a role without instances is present, and instances that are not online are absent', () => {
  const instances = [
    instance(10, 'db1', 'online', [db._id]),
    instance(11, 'app1', 'running_setup', [rails._id]),
    instance(12, 'app2', 'offline', [rails._id]),
  ];
  const roles = rolesJson({ cloud: cloud(), roles: [db, rails, lb], instances, applications: [] });
  expect(roles).toMatchObject({
    'db-master': { id: db._id, instances: { db1: { status: 'online', private_ip: '10.0.0.10' } } },
    'rails-app': { instances: {} },
    lb: { instances: {} },
  });
  expect(JSON.stringify(roles)).not.toContain('app2');
});

test('custom JSON of the cloud is merged over what is generated, and a deployment over both', () => {
  const state = {
    cloud: cloud('{"scalarium": {"cluster": {"name": "Renamed"}}, "mysql": {"tunable": {"a": 1, "list": [1, 2]}}}'),
    roles: [db],
    instances: [],
    applications: [],
  };
  const json = chefJson('setup', instance(10, 'db1', 'running_setup', [db._id]), state, sharedJson(state), nowMs, {
    custom: { mysql: { tunable: { list: [3] } } },
  });
  expect(json.mysql).toEqual({ clients: [], tunable: { a: 1, list: [3] } });
  expect(json.scalarium).toMatchObject({
    cluster: { name: 'Renamed' },
    activity: 'setup',
    instance: { hostname: 'db1', roles: ['db-master'], architecture: 'i386' },
  });
});

test('custom JSON that is no JSON changes nothing', () => {
  const state = { cloud: cloud('{"a": '), roles: [], instances: [], applications: [] };
  expect(chefJson('configure', instance(10, 'db1', 'online', []), state, sharedJson(state), nowMs)).not.toHaveProperty(
    'a',
  );
});

test('merging leaves its layers alone and cannot reach prototypes', () => {
  const below = { a: { b: 1 } };
  expect(deepMerge(below, { a: { c: 2 } }, JSON.parse('{"__proto__": {"polluted": true}}'))).toEqual({
    a: { b: 1, c: 2 },
  });
  expect(below).toEqual({ a: { b: 1 } });
  expect({}).not.toHaveProperty('polluted');
});
