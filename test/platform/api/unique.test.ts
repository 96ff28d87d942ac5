/** What is unique: names that two frontends are asked for at the same moment, and names that are free again. */
import { expect, test } from 'vitest';
import { PatientClient } from '../installations/patient-client.ts';
import { SmallInstallation } from '../small-installation.ts';

const named: [what: string, path: (cloud: string) => string, body: object, answer: string][] = [
  ['an instance', (cloud) => `${cloud}/instances`, { nickname: 'shop1' }, 'Nickname has already been taken'],
  [
    'an application',
    (cloud) => `${cloud}/applications`,
    { name: 'Shop', application_type: 'php' },
    'Name has already been taken',
  ],
  ['a role', (cloud) => `${cloud}/roles`, { name: 'Queue', shortname: 'queue' }, 'Shortname has already been taken'],
  ['a user', () => '/users', { name: 'grace' }, 'Name has already been taken'],
  ['a key pair', () => '/ssh_keys', { name: 'ops' }, 'Name has already been taken'],
];

test('of two who ask two frontends for one name at the same moment one gets it; it is free as soon as that is gone', async () => {
  const small = new SmallInstallation({ frontends: 2 });
  await small.play(async () => {
    const client = new PatientClient(small, ['frontend1', 'frontend2']);
    for (const [what, path, fields, refusal] of named) {
      const list = path(`/clouds/${small.cloud._id}`);
      const body = what === 'an instance' ? { ...fields, roles: [small.role._id] } : fields;
      const make = () => client.ask('POST', list, body);
      const before = (await client.ask('GET', list)).body.length;
      const answers = await Promise.all([make(), make()]);
      expect(answers.map(({ status }) => status).sort(), what).toEqual([201, 412]);
      const made = answers.find(({ status }) => status === 201)!;
      expect(answers.find(({ status }) => status === 412)!.body.errors).toEqual([refusal]);
      expect((await client.ask('GET', list)).body.length).toBe(before + 1);

      expect((await client.ask('DELETE', `${list}/${made.body.id}`)).status).toBe(202);
      expect((await make()).status, `${what} again`).toBe(201);
    }
  });
});

test('a user who takes another name leaves the old one to others', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const [grace, lin] = [
      await small.api('POST', '/users', { name: 'grace' }),
      await small.api('POST', '/users', { name: 'lin' }),
    ];
    expect((await small.api('PUT', `/users/${grace.body.id}`, { name: 'lin' })).status).toBe(412);
    expect((await small.api('PUT', `/users/${grace.body.id}`, { name: 'hopper' })).status).toBe(202);
    expect((await small.api('PUT', `/users/${lin.body.id}`, { name: 'grace' })).status).toBe(202);
  });
});

test('two admins who send each other away at the same moment do not both succeed', async () => {
  const small = new SmallInstallation({ frontends: 2 });
  await small.play(async () => {
    const client = new PatientClient(small, ['frontend1', 'frontend2']);
    const grace = await client.ask('POST', '/users', { name: 'grace', admin: true, api_enabled: true });
    const [ada] = (await client.ask('GET', '/users')).body as { id: string }[];
    const answers = await Promise.all([
      client.ask('PUT', `/users/${ada!.id}`, { admin: false }),
      client.ask('DELETE', `/users/${grace.body.id}`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
  });
});
