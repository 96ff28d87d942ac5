import { expect, test } from 'vitest';
import { newAccount, newCloud, newPermission, newUser, type PermissionLevel } from '../../../src/platform/index.ts';
import { id, SmallInstallation } from '../small-installation.ts';

const tokenOf = (name: string) => name.padEnd(40, '-');

/** The small installation with a user for each level, one without a permission, and one whose API access is off. */
function withUsers(): SmallInstallation {
  const small = new SmallInstallation();
  const { nowMs } = small;
  const account_id = id(1);
  let next = 100;
  const user = (name: string, fields = {}) => {
    const made = newUser(
      { account_id, name, token: tokenOf(name), api_enabled: true, ...fields },
      { id: id(next++), nowMs },
    );
    small.documents.push(made);
    return made;
  };
  for (const level of ['none', 'show', 'deploy', 'manage'] as PermissionLevel[]) {
    const { _id: user_id } = user(level, { default_level: level });
    small.documents.push(newPermission({ user_id, cluster_id: small.cloud._id, level }, { id: id(next++), nowMs }));
  }
  user('unrecorded');
  user('disabled', { api_enabled: false });
  const other = newAccount({ name: 'solo' }, { id: id(50), nowMs });
  const theirs = newCloud(
    { account_id: other._id, credential_id: id(3), name: 'theirs', region: 'eu-west-1' },
    { id: id(51), nowMs },
  );
  small.documents.push(other, theirs);
  return small;
}

const as = (name: string) => ({ 'X-Scalarium-Token': tokenOf(name) });

test('a request is turned away with the code that says why', async () => {
  const small = withUsers();
  await small.play(async () => {
    const status = async (path: string, headers: Record<string, string>) =>
      (await small.api('GET', path, undefined, headers)).status;
    expect(await status('/clouds', { 'X-Scalarium-Token': '' })).toBe(401);
    expect(await status('/clouds', as('nobody'))).toBe(401);
    expect(await status('/clouds', as('disabled'))).toBe(401);
    expect(await status('/clouds', { Accept: 'text/html' })).toBe(406);
    expect(await status('/nothing', {})).toBe(404);
    const forbidden = await small.api('GET', `/clouds/${small.cloud._id}`, undefined, as('none'));
    expect([forbidden.status, forbidden.body]).toEqual([403, { error: 'No permission' }]);
    expect(await status(`/clouds/${id(51)}`, {})).toBe(403);
    const unknown = await small.api('GET', `/clouds/${id(999)}`);
    expect([unknown.status, unknown.body]).toEqual([404, { error: 'Resource not found' }]);
  });
});

test('each level may do what those before it may, and lists hide the rest', async () => {
  const small = withUsers();
  await small.play(async () => {
    const path = `/clouds/${small.cloud._id}`;
    const allowed = async (name: string) => {
      const seen = (await small.api('GET', '/clouds', undefined, as(name))).body.length;
      const read = (await small.api('GET', `${path}/instances`, undefined, as(name))).status;
      const write = (await small.api('POST', `${path}/instances`, { roles: [small.role._id] }, as(name))).status;
      return { seen, read, write };
    };
    expect(await allowed('none')).toEqual({ seen: 0, read: 403, write: 403 });
    expect(await allowed('show')).toEqual({ seen: 1, read: 200, write: 403 });
    expect(await allowed('deploy')).toEqual({ seen: 1, read: 200, write: 403 });
    expect(await allowed('manage')).toEqual({ seen: 1, read: 200, write: 201 });
    // Before there were permissions everybody had full access.
    expect(await allowed('unrecorded')).toEqual({ seen: 1, read: 200, write: 201 });
  });
});

test('a new cloud gives every user what was set for new clouds', async () => {
  const small = withUsers();
  await small.play(async () => {
    const blank = await small.api('POST', '/clouds', { region: 'eu-west-1', credential_id: id(3) });
    expect([blank.status, blank.body]).toEqual([412, { errors: ["Name can't be blank"] }]);
    const made = await small.api('POST', '/clouds', { name: 'blog', region: 'eu-west-1', credential_id: id(3) });
    expect(made.status).toBe(201);
    expect(made.headers.get('Location')).toBe(`/api/clouds/${made.body.id}`);
    const status = async (name: string) =>
      (await small.api('GET', `/clouds/${made.body.id}`, undefined, as(name))).status;
    expect([await status('none'), await status('show')]).toEqual([403, 200]);
  });
});

test('an instance needs a role, a zone of the region, and a name that is free', async () => {
  const small = withUsers();
  await small.play(async () => {
    const path = `/clouds/${small.cloud._id}/instances`;
    const roles = [small.role._id];
    const errors = async (body: object) => (await small.api('POST', path, body)).body.errors;
    expect(await errors({})).toEqual(["Can't create instance without at least one role"]);
    expect(await errors({ roles, availability_zone: 'us-east-1a' })).toEqual([
      'Availability zone is not in the region of the cloud',
    ]);
    expect(await errors({ roles: [id(77)] })).toEqual(['Roles are not all of this cloud']);
    expect(await errors({ roles: Array(51).fill(roles[0]) })).toEqual(['Roles has more than 50 entries']);
    const many = await Promise.all(Array.from({ length: 5 }, () => small.api('POST', path, { roles })));
    expect(many.every(({ status }) => status === 201)).toBe(true);
    const names = (await small.api('GET', path)).body.map(({ nickname }: { nickname: string }) => nickname);
    expect(names).toEqual(['php-app1', 'php-app2', 'php-app3', 'php-app4', 'php-app5']);
    expect(await errors({ roles, nickname: 'php-app3' })).toEqual(['Nickname has already been taken']);
  });
});

test('a new token ends the old one', async () => {
  const small = withUsers();
  await small.play(async () => {
    const { body, status } = await small.api('POST', `/users/${id(2)}/token`);
    expect(status).toBe(201);
    expect((await small.api('GET', '/clouds')).status).toBe(401);
    expect((await small.api('GET', '/clouds', undefined, { 'X-Scalarium-Token': body.token })).status).toBe(200);
    expect((await small.api('POST', `/users/${id(2)}/token`, undefined, as('manage'))).status).toBe(403);
  });
});

test('a store that takes no writes is said to be unavailable', async () => {
  const small = withUsers();
  await small.play(async () => {
    small.couch.server.setReadOnly(true);
    const { status, body } = await small.api('POST', `/clouds/${small.cloud._id}/instances`, {
      roles: [small.role._id],
    });
    expect(status).toBe(503);
    expect(body.reason).toMatch(/^CouchDB answered 403 for the document/);
  });
});
