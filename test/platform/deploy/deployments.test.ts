/** Applications and deployments, through the API and what machines were told. */
import { describe, expect, test } from 'vitest';
import { id, type Run, SmallInstallation, type SmallOptions } from '../small-installation.ts';
import { withRole } from '../with-role.ts';

interface DeployRun {
  deploy: Record<string, { migrate: boolean; sleep_before_restart: number }>;
  scalarium: { deployment: string | null };
}
const jsonOf = (run: Run) => run.json as unknown as DeployRun;

/** An installation with an application and so many online instances, php-app1 and on. */
async function withShop(
  count: number,
  tell: (small: SmallInstallation, shop: string, instances: string[]) => Promise<void>,
  options: SmallOptions = {},
): Promise<void> {
  const small = new SmallInstallation({ setupSeconds: 30, ...options });
  await small.play(async () => {
    const shop = await small.application('Shop');
    const instances: string[] = [];
    for (let number = 1; number <= count; number++) instances.push(await small.start());
    for (const instance of instances) await small.until(instance, 'online');
    await small.sleep(40);
    small.runs.length = 0;
    await tell(small, shop, instances);
  });
}

describe('a deployment', () => {
  test('is for all that are online unless it says otherwise, ends with the last of them, and keeps a log of each', () =>
    withShop(2, async (small, shop, instances) => {
      await small.start(); // it is not online yet
      const begun = await small.api('POST', `/applications/${shop}/deploy`, { command: 'deploy', comment: 'v2' });
      expect(begun.status).toBe(202);
      expect(begun.body).toMatchObject({ status: 'running', successful: null, instances, skipped_instances: [] });
      const path = `/applications/${shop}/deployments/${begun.body.id}`;
      expect(begun.headers.get('Location')).toBe(`/api${path}`);
      const ended = await small.ended(path);
      expect(ended).toMatchObject({ status: 'successful', successful: true, comment: 'v2' });
      expect(ended.completed_at).toMatch(/^2011\/08\/07/);
      expect(small.runsOf('deploy').map((run) => jsonOf(run).scalarium.deployment)).toEqual([ended.id, ended.id]);

      const run = (await small.api('GET', `${path}/instances/${instances[0]}`)).body;
      expect(run).toMatchObject({ instance_id: instances[0], status: 'successful', successful: true });
      const log = await small.api('GET', run.log_url.replace('/api', ''));
      expect(log.body).toMatchObject({ activity: 'deploy', ok: true, deployment_id: ended.id });
      expect(log.body.log).toContain('deployed shop');
      const [listed] = (await small.api('GET', `/applications/${shop}/deployments`)).body;
      expect(listed).toEqual(ended);
    }));

  test('fails when one of its instances fails, and says which', () =>
    withShop(2, async (small, shop, instances) => {
      small.broken.add('php-app2');
      const { body } = await small.api('POST', `/applications/${shop}/deploy`, { command: 'deploy' });
      const path = `/applications/${shop}/deployments/${body.id}`;
      expect(await small.ended(path)).toMatchObject({ status: 'failed', successful: false });
      const statuses = await Promise.all(instances.map((one) => small.api('GET', `${path}/instances/${one}`)));
      expect(statuses.map((answer) => answer.body.status)).toEqual(['successful', 'failed']);
      expect((await small.instance(instances[1]!)).status).toBe('online');
    }));

  test('is refused in words when nobody is there, or who is named is not', () =>
    withShop(1, async (small, shop, [one]) => {
      const resting = (
        await small.api('POST', `/clouds/${small.cloud._id}/instances`, { roles: [small.role._id], nickname: 'rest' })
      ).body.id;
      const deploy = (instances: unknown) =>
        small.api('POST', `/applications/${shop}/deploy`, { command: 'deploy', instances });
      expect((await deploy([])).body.errors).toEqual(['Please select at least one instance to deploy to.']);
      expect((await deploy([one, resting])).body.errors).toEqual(["Can't deploy to rest while it is new"]);
      expect((await deploy([id(77)])).body.errors).toEqual(['Instances are not all of this cloud']);
      expect((await small.api('POST', `/applications/${shop}/deploy`, { command: 'explode' })).status).toBe(412);
    }));

  test('of which an instance was stopped meanwhile fails, and does not run for ever', () =>
    withShop(2, async (small, shop, instances) => {
      small.agentHosts.get('php-app2')!.switchOff();
      await small.sleep(5);
      const { body } = await small.api('POST', `/applications/${shop}/deploy`, { command: 'deploy' });
      await small.api('POST', `/clouds/${small.cloud._id}/instances/${instances[1]}/stop`);
      const path = `/applications/${shop}/deployments/${body.id}`;
      expect(await small.ended(path, 900)).toMatchObject({ status: 'failed' });
      const run = (await small.api('GET', `${path}/instances/${instances[1]}`)).body;
      expect(run).toMatchObject({ status: 'failed', error: 'the instance was stopped before it had reported' });
    }));
});

test('a repetition is for those that are online now, without those that were skipped then', () =>
  withShop(3, async (small, shop, [one, two, three]) => {
    const deploy = { command: 'deploy', instances: [one, two], migrate: true, custom_json: '{"once": 1}' };
    const first = (await small.api('POST', `/applications/${shop}/deploy`, deploy)).body;
    expect(first.skipped_instances).toEqual([three]);
    const path = `/applications/${shop}/deployments/${first.id}`;
    await small.ended(path);
    // What the load or the clock has started meanwhile is selected as well.
    const later = await small.start({ nickname: 'zz-load', auto_scaling_type: 'load' });
    await small.until(later, 'online');
    const again = await small.api('POST', `${path}/repeat`);
    expect(again.body).toMatchObject({ instances: [one, two, later], skipped_instances: [three], migrate: false });
    expect(await small.ended(`/applications/${shop}/deployments/${again.body.id}`)).toMatchObject({ successful: true });
    // Custom JSON was meant for the one deployment.
    expect(small.runsOf('deploy').map((run) => 'once' in run.json)).toEqual([true, true, false, false, false]);
  }));

test('one instance migrates, and the k-th restart waits k times as long', () =>
  withShop(3, async (small, shop, instances) => {
    const deploy = { command: 'deploy', migrate: true, shift_between_restarts: 30 };
    const { body } = await small.api('POST', `/applications/${shop}/deploy`, deploy);
    expect(body).toMatchObject({ migration_instance_id: instances[0], shift_between_restarts: '30' });
    const beganMs = small.nowMs;
    await small.ended(`/applications/${shop}/deployments/${body.id}`);
    const told = small.runsOf('deploy').map((run) => jsonOf(run).deploy.shop!);
    expect(told.map(({ migrate }) => migrate)).toEqual([true, false, false]);
    expect(told.map(({ sleep_before_restart }) => sleep_before_restart)).toEqual([0, 30, 60]);
    expect(small.nowMs - beganMs).toBeGreaterThanOrEqual(70_000);
  }));

test('the six commands of an application run their recipes', () =>
  withShop(1, async (small, shop) => {
    const told: Record<string, string | undefined> = {};
    for (const command of ['deploy', 'stop', 'start', 'restart', 'undeploy', 'rollback']) {
      const { body } = await small.api('POST', `/applications/${shop}/deploy`, { command });
      await small.ended(`/applications/${shop}/deployments/${body.id}`);
      told[command] = small.runs.at(-1)!.recipes.at(-1);
      if (command === 'stop') expect(small.applications('php-app1').shop!.running).toBe(false);
      if (command === 'start') expect(small.applications('php-app1').shop!.running).toBe(true);
      if (command === 'undeploy') expect(small.applications('php-app1')).toEqual({});
    }
    expect(told).toEqual({
      deploy: 'deploy::php',
      stop: 'apache2::stop',
      start: 'deploy::php-restart',
      restart: 'deploy::php-restart',
      undeploy: 'deploy::php-undeploy',
      rollback: 'deploy::php-rollback',
    });
  }));

test('a cloud gets new cookbooks, and executes recipes; it has no commands of applications', () =>
  withShop(1, async (small) => {
    const deploy = (body: unknown) => small.api('POST', `/clouds/${small.cloud._id}/deploy`, body);
    const path = (answer: { body: { id: string } }) => `/clouds/${small.cloud._id}/deployments/${answer.body.id}`;
    expect(await small.ended(path(await deploy({ command: 'update_custom_cookbooks' })))).toMatchObject({
      successful: true,
      application_id: null,
    });
    expect(small.runs.at(-1)!.recipes).toEqual(['scalarium_custom_cookbooks::load']);
    await small.ended(path(await deploy({ command: 'execute_recipes', recipes: ['shop::reindex', 'shop::warm'] })));
    expect(small.runs.at(-1)!.recipes).toEqual([
      'scalarium_custom_cookbooks::load',
      'scalarium_custom_cookbooks::execute',
    ]);
    expect(small.runs.at(-1)!.json).toMatchObject({
      scalarium_custom_cookbooks: { recipes: ['shop::reindex', 'shop::warm'] },
    });
    expect((await deploy({ command: 'execute_recipes' })).body.errors).toEqual(["Recipes can't be blank"]);
    expect((await deploy({ command: 'rollback' })).status).toBe(412);
  }));

test('five releases are kept: four rollbacks go back, the fifth fails and stays', () =>
  withShop(1, async (small, shop) => {
    const run = async (command: string) => {
      const { body } = await small.api('POST', `/applications/${shop}/deploy`, { command });
      return (await small.ended(`/applications/${shop}/deployments/${body.id}`)).status;
    };
    for (let time = 1; time <= 6; time++) expect(await run('deploy')).toBe('successful');
    const { releases } = small.applications('php-app1').shop!;
    expect(releases).toHaveLength(5);
    for (let time = 1; time <= 4; time++) expect(await run('rollback')).toBe('successful');
    expect(small.applications('php-app1').shop!.releases).toEqual([releases[0]]);
    expect(await run('rollback')).toBe('failed');
    expect(small.applications('php-app1').shop!).toEqual({ releases: [releases[0]], running: true });
  }));

test('an application that is removed is undeployed everywhere, also where a machine is away or is being set up', () =>
  withShop(2, async (small, shop) => {
    const away = small.agentHosts.get('php-app2')!;
    expect(Object.keys(small.applications('php-app2'))).toEqual(['shop']);
    const reunite = small.world.network.partition({
      name: 'php-app2 alone',
      separates: (a, b) => (a === away) !== (b === away),
    });
    const late = await small.start({ nickname: 'late' });
    while (!small.runsOf('setup').some(({ nickname }) => nickname === 'late')) await small.sleep(1);
    const removed = await small.api('DELETE', `/clouds/${small.cloud._id}/applications/${shop}`);
    expect(removed.status).toBe(202);
    expect((await small.api('GET', `/applications/${shop}`)).status).toBe(404);
    expect((await small.api('GET', '/applications')).body).toEqual([]);
    await small.until(late, 'online');
    await small.sleep(60);
    expect(['php-app1', 'late'].map((name) => small.applications(name))).toEqual([{}, {}]);
    expect(Object.keys(small.applications('php-app2'))).toEqual(['shop']);
    reunite();
    await small.ended(`/clouds/${small.cloud._id}/deployments/${removed.body.deployment_id}`, 900);
    expect(small.applications('php-app2')).toEqual({});
    const undeployed = small.runsOf('undeploy');
    expect(undeployed.map(({ nickname }) => nickname).sort()).toEqual(['late', 'php-app1', 'php-app2']);
    expect(undeployed[0]!.recipes).toContain('deploy::php-undeploy');
  }));

test('an instance that is set up gets the applications of its cloud, after its own recipes', () =>
  withShop(1, async (small) => {
    const late = await small.start({ nickname: 'late' });
    await small.until(late, 'online');
    const setup = small.runsOf('setup').find(({ nickname }) => nickname === 'late')!;
    expect(setup.recipes.at(-1)).toBe('deploy::php');
    expect(setup.json).toMatchObject({ deploy: { shop: { application_type: 'php', deploy_to: '/srv/www/shop' } } });
    expect(small.applications('late').shop).toMatchObject({ running: true });
  }));

test('an application that cannot be is refused with everything that is wrong', () =>
  withShop(0, async (small, shop) => {
    const create = (body: unknown) => small.api('POST', `/clouds/${small.cloud._id}/applications`, body);
    const wrong = await create({ name: 'Shop', application_type: 'php', scm_type: 'git', ssl_support: true });
    expect(wrong.status).toBe(412);
    expect(wrong.body.errors).toEqual([
      'Name has already been taken',
      "Scm url can't be blank",
      "Ssl certificate can't be blank",
      "Ssl certificate key can't be blank",
    ]);
    const fields = {
      name: 'Blog 2',
      application_type: 'rails',
      scm_type: 'git',
      scm_url: 'git://x/y',
      scm_password: 'p',
    };
    const made = await create(fields);
    expect(made.headers.get('Location')).toBe(`/api/applications/${made.body.id}`);
    expect((await small.api('PUT', `/applications/${made.body.id}`, { scm_url: null })).body.errors).toEqual([
      "Scm url can't be blank",
    ]);
    await small.api('PUT', `/applications/${made.body.id}`, { domain_names: ['blog.example.com'] });
    const { body } = await small.api('GET', `/clouds/${small.cloud._id}/applications`);
    expect(body.map((one: { id: string }) => one.id)).toEqual([shop, made.body.id]);
    expect(body[1]).toMatchObject({ slug_name: 'blog_2', mounted_at: '/', domain_names: ['blog.example.com'] });
    expect(body[1]).not.toHaveProperty('scm_password');
  }));

test("the version of node.js is the role's, and custom JSON wins over it", async () => {
  const small = new SmallInstallation({ setupSeconds: 30 });
  const node = withRole(small, { role_type: 'nodejs-app', nodejs_version: '0.6.1' });
  await small.play(async () => {
    const versionOf = async (nickname: string) => {
      await small.until(await small.start({ nickname, roles: [node] }), 'online');
      const setup = small.runsOf('setup').find((run) => run.nickname === nickname)!;
      return (setup.json as { scalarium_nodejs: { version: string } }).scalarium_nodejs.version;
    };
    expect(await versionOf('one')).toBe('0.6.1');
    const custom_json = '{"scalarium_nodejs": {"version": "0.4.7"}}';
    expect((await small.api('PUT', `/clouds/${small.cloud._id}`, { custom_json })).status).toBeLessThan(300);
    expect(await versionOf('two')).toBe('0.4.7');
  });
});
