import { expect, test } from 'vitest';
import { newPermission, newUser } from '../../../src/platform/index.ts';
import { id, SmallInstallation } from '../small-installation.ts';

const as = (token: string) => ({ 'X-Scalarium-Token': token });
const tenantToken = 't'.repeat(40);

/** The small installation with a user who manages its cloud. */
function withManager(): SmallInstallation {
  const small = new SmallInstallation();
  const identity = (number: number) => ({ id: id(number), nowMs: small.nowMs });
  small.documents.push(
    newUser({ account_id: id(1), name: 'tina', token: tenantToken, api_enabled: true }, identity(20)),
    newUser({ account_id: id(1), name: 'otto', token: 'o'.repeat(40), api_enabled: true }, identity(21)),
    newPermission({ user_id: id(20), cluster_id: small.cloud._id, level: 'manage', ssh: true }, identity(22)),
    newPermission({ user_id: id(21), cluster_id: small.cloud._id, level: 'show' }, identity(23)),
  );
  return small;
}

test('a customer makes a cloud for a tenant and clones her staging set-up for the next one; the copy is started on its own', async () => {
  const small = withManager();
  await small.play(async () => {
    const post = async (path: string, body: object) => {
      const { status, body: answer } = await small.api('POST', path, body, as(tenantToken));
      expect(status, JSON.stringify(answer)).toBe(201);
      return answer.id as string;
    };
    const staging = `/clouds/${await post('/clouds', {
      name: 'staging',
      region: 'eu-west-1',
      credential_id: id(3),
      default_availability_zone: 'eu-west-1c',
      custom_json: '{"tenant":"model"}',
    })}`;
    const web = await post(`${staging}/roles`, { name: 'PHP', role_type: 'php-app', packages: ['imagemagick'] });
    await post(`${staging}/roles`, { name: 'Mailer', shortname: 'mailer' });
    const twice = await small.api('POST', `${staging}/roles`, { name: 'Second PHP', role_type: 'php-app' });
    expect([twice.status, twice.body]).toEqual([412, { errors: ['Shortname has already been taken'] }]);
    await post(`${staging}/applications`, { name: 'Web Shop', application_type: 'php' });
    await post(`${staging}/instances`, { roles: [web] });

    const tenant = `/clouds/${await post(`${staging}/clone`, { name: 'tenant 7', custom_json: '{"tenant":7}' })}`;
    const get = async (path: string) => (await small.api('GET', path, undefined, as(tenantToken))).body;
    expect(await get(tenant)).toMatchObject({
      name: 'tenant 7',
      region: 'eu-west-1',
      default_availability_zone: 'eu-west-1c',
      custom_json: '{"tenant":7}',
      user_id: id(20),
    });
    const roles = (await get(`${tenant}/roles`)) as {
      id: string;
      name: string;
      shortname: string;
      packages: string[];
    }[];
    expect(roles.map(({ name, shortname, packages }) => [name, shortname, packages])).toEqual([
      ['Mailer', 'mailer', []],
      ['PHP', 'php-app', ['imagemagick']],
    ]);
    expect(roles.map((role) => role.id)).not.toContain(web);
    expect(await get(`${tenant}/instances`)).toEqual([]);
    const applications = (await get('/applications')) as { name: string; cluster_id: string }[];
    expect(
      applications
        .filter(({ name }) => name === 'Web Shop')
        .map(({ cluster_id }) => `/clouds/${cluster_id}`)
        .sort(),
    ).toEqual([staging, tenant].sort());

    // What is changed in the copy does not change the model, and the copy's machines hear of the copy.
    const own = roles.find(({ shortname }) => shortname === 'php-app')!;
    await small.api('PUT', `${tenant}/roles/${own.id}`, { packages: [] }, as(tenantToken));
    expect((await get(`${staging}/roles/${web}`)).packages).toEqual(['imagemagick']);
    const machine = `${tenant}/instances/${await post(`${tenant}/instances`, { roles: [own.id] })}`;
    expect((await small.api('POST', `${machine}/start`, undefined, as(tenantToken))).status).toBe(202);
    for (let waited = 0; waited < 900 && (await get(machine)).status !== 'online'; waited += 15) await small.sleep(15);
    const { json } = small.runsOf('setup').at(-1)!;
    expect(json).toMatchObject({ tenant: 7, scalarium: { cluster: { name: 'tenant 7' } } });
    expect(Object.keys(json.deploy as object)).toEqual(['web_shop']);
    expect((await get(machine)).availability_zone).toBe('eu-west-1c');
  });
});

test('a clone brings along what users may do in the model; without it they get what they have for new clouds', async () => {
  const small = withManager();
  await small.play(async () => {
    const clone = async (body: object) =>
      (await small.api('POST', `/clouds/${small.cloud._id}/clone`, body)).body.id as string;
    const levels = async (cloud: string) => {
      const { body } = await small.api('GET', `/clouds/${cloud}/permissions`);
      return Object.fromEntries(
        body.map(({ user_id, level, ssh }: Record<string, unknown>) => [
          Number(`0x${user_id}`),
          `${level}${ssh ? ' ssh' : ''}`,
        ]),
      );
    };
    const copy = await clone({});
    expect((await small.api('GET', `/clouds/${copy}`)).body.name).toBe('shop copy');
    expect(await levels(copy)).toEqual({ 2: 'manage ssh', 20: 'manage ssh', 21: 'show' });
    expect(await levels(await clone({ permissions: false }))).toEqual({ 2: 'manage ssh', 20: 'manage', 21: 'manage' });
  });
});

test('an instance that names no zone is started in the default zone of its cloud; a zone of another region is refused', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const cloud = `/clouds/${small.cloud._id}`;
    const outside = await small.api('PUT', cloud, { default_availability_zone: 'us-east-1a' });
    expect([outside.status, outside.body]).toEqual([
      412,
      { errors: ['Default availability zone is not in the region'] },
    ]);
    expect((await small.api('PUT', cloud, { default_availability_zone: 'eu-west-1c' })).status).toBe(202);
    const instance = await small.start();
    await small.until(instance, 'online');
    const { ec2_instance_id } = await small.instance(instance);
    const [reservation] = small.world.ec2.perform({ account: 'main', region: 'eu-west-1' }, 'DescribeInstances', {
      InstanceIds: [ec2_instance_id as string],
    }).Reservations!;
    expect(reservation!.Instances![0]!.Placement!.AvailabilityZone).toBe('eu-west-1c');
    const elsewhere = await small.api('POST', `${cloud}/instances`, {
      roles: [small.role._id],
      availability_zone: 'eu-west-2a',
    });
    expect([elsewhere.status, elsewhere.body]).toEqual([
      412,
      { errors: ['Availability zone is not in the region of the cloud'] },
    ]);
  });
});

test('a cloud goes when nothing runs in it any more: first its instances, then its roles and the cloud, then its credential', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const cloud = `/clouds/${small.cloud._id}`;
    const role = `${cloud}/roles/${small.role._id}`;
    const instance = await small.start();
    const machine = `${cloud}/instances/${instance}`;
    const remove = async (path: string) => {
      const { status, body } = await small.api('DELETE', path);
      return status === 412 ? body.errors[0] : status;
    };
    await small.until(instance, 'online');
    expect(await remove(machine)).toBe("Can't remove instance while it is online");
    expect(await remove(role)).toBe("Can't remove role while 1 instances have it");
    expect(await remove(cloud)).toBe("Can't remove cloud while it has 1 instances");
    expect(await remove(`/credentials/${id(3)}`)).toBe('Credential is used by 1 clouds');
    expect((await small.api('POST', `${machine}/stop`)).status).toBe(202);
    await small.until(instance, 'stopped');
    for (const path of [machine, role, cloud, `/credentials/${id(3)}`]) expect(await remove(path)).toBe(202);
    for (const path of [machine, role, cloud, `/credentials/${id(3)}`]) {
      expect((await small.api('GET', path)).status).toBe(404);
    }
    expect((await small.api('GET', '/clouds')).body).toEqual([]);
  });
});

test('instances get the names of their cloud’s theme, each once; without a theme those of their role', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const cloud = `/clouds/${small.cloud._id}`;
    const add = () => small.api('POST', `${cloud}/instances`, { roles: [small.role._id] });
    await add();
    expect((await small.api('PUT', cloud, { nickname_theme: 'Bad Spenser' })).body).toEqual({
      errors: ['Nickname theme is not included in the list'],
    });
    expect((await small.api('PUT', cloud, { nickname_theme: 'Bud_Spencer' })).status).toBe(202);
    await Promise.all(Array.from({ length: 12 }, add));
    const names = (await small.api('GET', `${cloud}/instances`)).body.map(
      ({ nickname }: { nickname: string }) => nickname,
    );
    expect(new Set(names).size).toBe(13);
    expect(names).toEqual(expect.arrayContaining(['php-app1', 'bambino', 'piedone', 'bambino2']));
  });
});

test('machines are launched with the key pair that is chosen for their cloud; it stays as long as a cloud uses it', async () => {
  const small = withManager();
  await small.play(async () => {
    const { body: key } = await small.api('POST', '/ssh_keys', { name: 'ops' });
    const cloud = `/clouds/${small.cloud._id}`;
    const choose = async (choice: object) => {
      const { status, body } = await small.api('PUT', cloud, choice, as(tenantToken));
      const { ssh_key_id, ssh_key_name } = (await small.api('GET', cloud)).body;
      return status === 412 ? body.errors : [ssh_key_id, ssh_key_name];
    };
    expect(await choose({ ssh_key_id: id(999) })).toEqual(['Ssh key is not of this account']);
    expect(await choose({ ssh_key_id: key.id })).toEqual([key.id, 'ops']);
    expect(await choose({ ssh_key_name: 'of-ec2-only' })).toEqual([null, 'of-ec2-only']);
    expect(await choose({ ssh_key_name: 'ops' })).toEqual([key.id, 'ops']);
    const used = await small.api('DELETE', `/ssh_keys/${key.id}`);
    expect([used.status, used.body]).toEqual([412, { errors: ['Ssh key is used by 1 clouds'] }]);
  });
});

test('what is wrong with a new cloud is said all at once, in the words of the time', async () => {
  const small = withManager();
  await small.play(async () => {
    const errors = async (body: object, token = tenantToken) => {
      const { status, body: answer } = await small.api('POST', '/clouds', body, as(token));
      return status === 412 ? answer.errors : status;
    };
    expect(await errors({})).toEqual(["Name can't be blank", "Region can't be blank"]);
    expect(await errors({ name: ' ', region: 'mars-1' })).toEqual([
      "Name can't be blank",
      'Region is not included in the list',
    ]);
    const good = { name: 'blog', region: 'eu-west-1' };
    expect(await errors(good)).toEqual(["Credential can't be blank"]);
    expect(await errors({ ...good, credential_id: id(3), default_availability_zone: 'us-east-1a' })).toEqual([
      'Default availability zone is not in the region',
    ]);
    const keys = { credential_aws_access_key_id: 'AKIANEW', credential_aws_secret_access_key: 'secret' };
    // Credentials are managed by admins.
    expect(await errors({ ...good, ...keys })).toBe(403);
    expect(await errors({ ...good, ...keys }, 'a'.repeat(40))).toBe(201);
    expect(await errors({ ...good, name: 'second', ...keys })).toBe(201);
    const { body } = await small.api('GET', '/credentials');
    expect(body.map(({ aws_access_key_id }: Record<string, string>) => aws_access_key_id).sort()).toEqual([
      'AKIAMAIN',
      'AKIANEW',
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
