import { expect, test } from 'vitest';
import { newUser as userDocument } from '../../../src/platform/index.ts';
import { id, SmallInstallation } from '../small-installation.ts';

const key = (of: string) => `ssh-rsa AAAAB3NzaC1yc2E${of} ${of}@laptop`;
const as = (token: string) => ({ 'X-Scalarium-Token': token });

interface NewUser {
  id: string;
  token: string;
}

async function newUser(small: SmallInstallation, fields: Record<string, unknown>): Promise<NewUser> {
  const { status, body } = await small.api('POST', '/users', { api_enabled: true, ...fields });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** `node[:ssh_users]` of the newest run. */
const logins = (small: SmallInstallation) => small.runs.at(-1)!.json.ssh_users as Record<string, object>;

test('a new user gets in each cloud what the cloud has for new users, and a new cloud gives each user what the user has for new clouds', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const shop = `/clouds/${small.cloud._id}`;
    await small.api('PUT', `${shop}/default_permission`, { level: 'show', ssh: true });
    const grace = await newUser(small, { name: 'grace', default_level: 'deploy', default_sudo: true });
    const { body: made } = await small.api('POST', '/clouds', {
      name: 'blog',
      region: 'eu-west-1',
      credential_id: id(3),
    });
    const held = async () => (await small.api('GET', `/users/${grace.id}/permissions`)).body;
    expect(await held()).toEqual([
      { user_id: grace.id, cluster_id: made.id, level: 'deploy', ssh: false, sudo: true },
      { user_id: grace.id, cluster_id: small.cloud._id, level: 'show', ssh: true, sudo: false },
    ]);
    // What they get later is no longer theirs to get.
    await small.api('PUT', `${shop}/default_permission`, { level: 'none' });
    await small.api('PUT', `/users/${grace.id}`, { default_level: 'none' });
    expect((await held()).map(({ level }: { level: string }) => level)).toEqual(['deploy', 'show']);
    const seen = (await small.api('GET', '/clouds', undefined, as(grace.token))).body;
    expect(seen.map(({ name }: { name: string }) => name)).toEqual(['blog', 'shop']);
  });
});

test('a level that is changed counts at once for the cloud and for all that belongs to it', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const grace = await newUser(small, { name: 'grace' });
    const shop = `/clouds/${small.cloud._id}`;
    const asGrace = async (method: string, path: string, body?: object) =>
      (await small.api(method, path, body, as(grace.token))).status;
    const level = (level: string) => small.api('PUT', `${shop}/permissions/${grace.id}`, { level });
    const roles = [small.role._id];
    expect(await asGrace('POST', `${shop}/instances`, { roles })).toBe(201);
    await level('deploy');
    expect(await asGrace('POST', `${shop}/instances`, { roles })).toBe(403);
    expect(await asGrace('GET', `${shop}/roles/${small.role._id}/instances`)).toBe(200);
    await level('none');
    expect(await asGrace('GET', `${shop}/roles/${small.role._id}/instances`)).toBe(403);
    expect((await small.api('GET', '/clouds', undefined, as(grace.token))).body).toEqual([]);
    const events = (await small.api('GET', `${shop}/events`)).body;
    expect(events[0]).toMatchObject({
      action: 'permission-changed',
      user_id: id(2),
      message: 'grace has none, no ssh, no sudo',
    });
  });
});

test('of several who set a level at the same moment all are heard, and there is one record', async () => {
  const small = new SmallInstallation({ workers: 0 });
  // Has been there since before clouds had permissions: nothing is recorded.
  const veteran = id(30);
  small.documents.push(
    userDocument({ account_id: id(1), name: 'veteran', token: 'v'.repeat(40) }, { id: veteran, nowMs: small.nowMs }),
  );
  await small.play(async () => {
    const permission = `/clouds/${small.cloud._id}/permissions/${veteran}`;
    const changes = [{ level: 'deploy' }, { ssh: true }, { sudo: true }];
    const answers = await Promise.all(changes.map((body) => small.api('PUT', permission, body)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    const { body } = await small.api('GET', `/users/${veteran}/permissions`);
    expect(body).toEqual([{ user_id: veteran, cluster_id: small.cloud._id, level: 'deploy', ssh: true, sudo: true }]);
  });
});

test('an admin cannot be restricted, and an account keeps one', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const grace = await newUser(small, { name: 'grace', admin: true });
    const permission = `/clouds/${small.cloud._id}/permissions/${grace.id}`;
    const restricted = await small.api('PUT', permission, { level: 'none' });
    expect([restricted.status, restricted.body]).toEqual([412, { errors: ['Admins always have full access'] }]);
    expect((await small.api('PUT', `/users/${id(2)}`, { admin: false }, as(grace.token))).status).toBe(202);
    const last = await small.api('DELETE', `/users/${grace.id}`, undefined, as(grace.token));
    expect([last.status, last.body]).toEqual([412, { errors: ['Account must keep an admin'] }]);
    // Ada is a user like any other now, with what the cloud has for new ones.
    expect((await small.api('GET', '/users')).status).toBe(403);
    await small.api('PUT', `/clouds/${small.cloud._id}/permissions/${id(2)}`, { level: 'show' }, as(grace.token));
    expect((await small.api('GET', `/clouds/${small.cloud._id}`)).status).toBe(200);
  });
});

test('a user who goes can no longer ask, and a name is given once', async () => {
  const small = new SmallInstallation({ workers: 0 });
  await small.play(async () => {
    const grace = await newUser(small, { name: 'grace' });
    const twice = await small.api('POST', '/users', { name: 'grace' });
    expect([twice.status, twice.body]).toEqual([412, { errors: ['Name has already been taken'] }]);
    expect((await small.api('DELETE', `/users/${grace.id}`)).status).toBe(202);
    expect((await small.api('GET', '/clouds', undefined, as(grace.token))).status).toBe(401);
    expect((await small.api('GET', `/users/${grace.id}`)).status).toBe(404);
    await newUser(small, { name: 'grace' });
  });
});

test('a login appears on the machines with its flag, takes its new name along under the old uid, and goes with the flag', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const grace = await newUser(small, { name: 'Grace Hopper', public_key: key('grace') });
    await newUser(small, { name: 'no-flag', public_key: key('noflag') });
    const permission = `/clouds/${small.cloud._id}/permissions/${grace.id}`;
    const instance = await small.start();
    await small.until(instance, 'online');
    await small.sleep(60);
    expect(logins(small)).toEqual({});
    const later = async (change: Promise<{ status: number }>) => {
      expect((await change).status).toBe(202);
      const before = small.runs.length;
      await small.sleep(60);
      expect(small.runs.slice(before).map(({ activity }) => activity)).toEqual(['configure']);
      return logins(small);
    };
    const row = { name: 'grace-hopper', public_key: key('grace'), sudoer: false };
    const [[uid, first]] = Object.entries(await later(small.api('PUT', permission, { ssh: true }))) as [
      [string, object],
    ];
    expect(first).toEqual(row);
    expect(Number(uid)).toBeLessThan(4000);
    expect(await later(small.api('PUT', permission, { sudo: true }))).toEqual({ [uid]: { ...row, sudoer: true } });
    const renamed = await later(small.api('PUT', `/users/${grace.id}`, { name: 'Admiral Hopper' }));
    expect(renamed).toEqual({ [uid]: { ...row, name: 'admiral-hopper', sudoer: true } });
    // Whoever may not notice the cloud does not log in to its machines.
    expect(await later(small.api('PUT', permission, { level: 'none' }))).toEqual({});
    expect(await later(small.api('PUT', permission, { level: 'show' }))).toHaveProperty(uid);
    expect(await later(small.api('DELETE', `/users/${grace.id}`))).toEqual({});
  });
});

test('users who are made at the same moment get uids of their own, and the machines hear of all of them', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => newUser(small, { name, public_key: key(name), admin: true })));
    const instance = await small.start();
    await small.until(instance, 'online');
    const rows = Object.values(logins(small)) as { name: string; sudoer: boolean }[];
    expect(rows.map(({ name }) => name).sort()).toEqual(names);
    // Admins have everything.
    expect(rows.every(({ sudoer }) => sudoer)).toBe(true);
  });
});
