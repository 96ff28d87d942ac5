/** What machines are told to run, and with which JSON. */
import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { stopAndStart } from '../ec2-features/ec2-view.ts';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';

test('the setup of a database that is an application server as well runs as in an agent JSON of December 2010', async () => {
  const small = new SmallInstallation({ setupSeconds: 30 });
  const db = withRole(small, { role_type: 'db-master', ebs_volumes: {} });
  const rails = withRole(small, { role_type: 'rails-app', custom_recipes_setup: ['shop::search'] });
  withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    await small.application('Shop', { application_type: 'rails' });
    const one = await small.start({ nickname: 'both', roles: [db, rails] });
    await small.until(one, 'online');
    await small.sleep(40);
    const [setup] = small.runsOf('setup');
    expect(setup!.recipes).toEqual([
      'scalarium_custom_cookbooks::load',
      'scalarium_initial_setup',
      'ssh_host_keys',
      'ssh_users',
      'mysql::client',
      'dependencies',
      'scalarium-agent-monit',
      'ebs',
      'scalarium_ganglia::client',
      'mysql::server',
      'ruby_enterprise',
      'rails',
      'apache2',
      'apache2::mod_deflate',
      'passenger_apache2',
      'passenger_apache2::mod_rails',
      'scalarium_cluster_state',
      'scalarium_custom_cookbooks::execute',
      'scalarium_cleanup',
      'deploy::mysql',
      'deploy::rails',
    ]);

    const configure = small.runsOf('configure').at(-1)!.json as Record<string, Record<string, unknown>>;
    for (const key of ['recipes', 'dependencies', 'ebs', 'mysql', 'rails', 'passenger', 'haproxy', 'ssh_users']) {
      expect(configure).toHaveProperty(key);
    }
    expect(configure.scalarium_custom_cookbooks).toMatchObject({ enabled: false, recipes: [], scm: { type: null } });
    expect(configure.deploy!.shop).toMatchObject({
      application_type: 'rails',
      deploy_to: '/srv/www/shop',
      database: { adapter: 'mysql', host: configure.scalarium!.instance!['private_ip' as never], database: 'shop' },
    });
    expect(configure.scalarium).toMatchObject({
      activity: 'configure',
      deployment: null,
      applications: [{ name: 'Shop', slug_name: 'shop', application_type: 'rails' }],
      cluster: { name: 'shop' },
      deploy_user: { user: 'deploy', group: 'www-data' },
      rails_stack: { name: 'apache_passenger' },
      ruby_stack: 'ruby_enterprise',
      instance: { id: one, hostname: 'both', roles: ['db-master', 'rails-app'], architecture: 'i386' },
      // A role without instances is there, and empty.
      roles: { lb: { instances: {} }, 'db-master': { instances: { both: { status: 'online' } } } },
    });
    expect(configure.haproxy).toMatchObject({ rails_backends: [{ name: 'both' }], php_backends: [] });
  });
});

test('each instance has SSH keys of its own, which stay when its machine goes; nobody sees them but its machine', async () => {
  const small = new SmallInstallation({ setupSeconds: 20 });
  await small.play(async () => {
    const [one, two] = [await small.start({ nickname: 'one' }), await small.start({ nickname: 'two' })];
    for (const instance of [one, two]) await small.until(instance, 'online');
    await stopAndStart(small, one);
    const keys = (nickname: string) =>
      small
        .runsOf('setup')
        .filter((run) => run.nickname === nickname)
        .map(({ json }) =>
          ['rsa', 'dsa'].map((type) => [json[`ssh_host_${type}_key_private`], json[`ssh_host_${type}_key_public`]]),
        ) as [string, string][][];
    const [first, again] = keys('one');
    expect(again).toEqual(first);
    const [[rsa, rsaPublic], [dsa, dsaPublic]] = first as [[string, string], [string, string]];
    expect(createPublicKey(rsa).asymmetricKeyDetails?.modulusLength).toBeGreaterThanOrEqual(512);
    expect(createPublicKey(dsa).asymmetricKeyDetails).toMatchObject({ modulusLength: 1024, divisorLength: 160 });
    expect([rsaPublic, dsaPublic]).toEqual([
      expect.stringMatching(/^ssh-rsa AAAA\S+$/),
      expect.stringMatching(/^ssh-dss AAAA\S+$/),
    ]);
    const all = new Set([...first!, ...keys('two')[0]!].flat());
    expect(all.size).toBe(8);
    const cloud = `/clouds/${small.cloud._id}`;
    for (const path of [
      `${cloud}/instances`,
      `${cloud}/instances/${one}`,
      `${cloud}/roles/${small.role._id}/instances`,
    ]) {
      expect(JSON.stringify((await small.api('GET', path)).body)).not.toContain('PRIVATE KEY');
    }
  });
});

test('the databases of a cloud have a password of their own, which its applications are told', async () => {
  const small = new SmallInstallation({ setupSeconds: 20 });
  await small.play(async () => {
    const { credential_id, region } = small.cloud;
    const passwords: string[] = [];
    for (const name of ['first', 'second']) {
      const made = await small.api('POST', '/clouds', { name, credential_id, region });
      const cloud = `/clouds/${made.body.id}`;
      const role = await small.api('POST', `${cloud}/roles`, { name: 'DB', role_type: 'db-master', ebs_volumes: {} });
      await small.api('POST', `${cloud}/applications`, { name: 'Shop', application_type: 'php' });
      const fields = { roles: [role.body.id], nickname: `${name}-db` };
      const instance = (await small.api('POST', `${cloud}/instances`, fields)).body.id;
      await small.api('POST', `${cloud}/instances/${instance}/start`);
      while (!small.runs.some(({ nickname }) => nickname === fields.nickname)) await small.sleep(5);
      const { mysql, deploy } = small.runs.at(-1)!.json as {
        mysql: { server_root_password: string };
        deploy: { shop: { database: object } };
      };
      expect(mysql.server_root_password).toMatch(/^[0-9a-f]{20}$/);
      expect(deploy.shop.database).toMatchObject({ username: 'root', password: mysql.server_root_password });
      expect(JSON.stringify((await small.api('GET', cloud)).body)).not.toContain(mysql.server_root_password);
      passwords.push(mysql.server_root_password);
    }
    expect(passwords[0]).not.toBe(passwords[1]);
  });
});

test('a shutdown runs the recipes that stop the role, and its own', async () => {
  const small = new SmallInstallation({ setupSeconds: 30 });
  const rails = withRole(small, { role_type: 'rails-app', custom_recipes_shutdown: ['shop::goodbye'] });
  await small.play(async () => {
    const one = await small.start({ roles: [rails] });
    await small.until(one, 'online');
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${one}/stop`);
    await small.until(one, 'stopped');
    const [shutdown] = small.runsOf('shutdown');
    expect(shutdown!.recipes).toEqual([
      'scalarium_custom_cookbooks::load',
      'scalarium_shutdown::default',
      'apache2::stop',
      'scalarium_custom_cookbooks::execute',
    ]);
    expect(shutdown!.json).toMatchObject({ scalarium_custom_cookbooks: { recipes: ['shop::goodbye'] } });
  });
});

test('an instance whose setup failed is in no list of roles', async () => {
  const small = new SmallInstallation({ setupSeconds: 30 });
  small.broken.add('bad1');
  await small.play(async () => {
    await small.until(await small.start({ nickname: 'bad1' }), 'setup_failed');
    await small.until(await small.start({ nickname: 'good1' }), 'online');
    await small.sleep(40);
    const { nickname, json } = small.runsOf('configure').at(-1)!;
    expect(nickname).toBe('good1');
    expect(json).toMatchObject({ scalarium: { roles: { 'php-app': { instances: { good1: {} } } } } });
    expect(JSON.stringify(json)).not.toContain('bad1');
  });
});

test('the JSON of a cloud is in every run, that of a deployment over it and in that one only', async () => {
  const small = new SmallInstallation({ setupSeconds: 30 });
  await small.play(async () => {
    const custom_json = JSON.stringify({
      tuning: { threads: 4, hosts: ['a', 'b'] },
      scalarium: { cluster: { name: 'S' } },
    });
    await small.api('PUT', `/clouds/${small.cloud._id}`, { custom_json });
    const shop = await small.application('Shop');
    await small.until(await small.start(), 'online');
    const deploy = { command: 'deploy', custom_json: '{"tuning": {"hosts": ["c"]}}' };
    const { body } = await small.api('POST', `/applications/${shop}/deploy`, deploy);
    await small.ended(`/applications/${shop}/deployments/${body.id}`);
    await small.api('POST', `/applications/${shop}/deploy`, { command: 'restart' });
    await small.sleep(40);
    const told = Object.fromEntries(small.runs.map(({ activity, json }) => [activity, json.tuning]));
    expect(told).toEqual({
      setup: { threads: 4, hosts: ['a', 'b'] },
      configure: { threads: 4, hosts: ['a', 'b'] },
      deploy: { threads: 4, hosts: ['c'] },
      restart: { threads: 4, hosts: ['a', 'b'] },
    });
    for (const { json } of small.runs) expect(json).toMatchObject({ scalarium: { cluster: { name: 'S' } } });
  });
});
