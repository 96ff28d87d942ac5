/** The platform on real sockets: a whole story, told by curl, against a real redis-server where there is one. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LivePlatform, startLivePlatform } from '../../../src/runbooks/live-platform/index.ts';

const shell = promisify(execFile);
const noCurl = spawnSync('curl', ['--version']).error !== undefined;

let platform: LivePlatform;
beforeAll(async () => {
  const { COUCHDB_URL: couchUrl, REDIS_URL: redisUrl } = process.env;
  const config = { database: `live-${process.pid}`, pollMs: 200, configureDelayMs: 200, shutdownWaitMs: 1_500 };
  platform = await startLivePlatform({ couchUrl, redisUrl, ec2Speed: 200, chefSeconds: 0.05, config });
});
afterAll(() => platform.close());

/** One call, as somebody types it. */
async function curl(method: string, path: string, body?: object) {
  const headers = Object.entries(platform.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const data = body ? ['-d', JSON.stringify(body)] : [];
  const write = ['-w', '\n%{http_code}'];
  const { stdout } = await shell('curl', [
    '-sS',
    '-X',
    method,
    ...headers,
    ...data,
    ...write,
    `${platform.apiUrl}${path}`,
  ]);
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at)), body: JSON.parse(stdout.slice(0, at)) };
}

async function until(path: string, is: (body: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
  for (let tries = 0; ; tries++) {
    const { body } = await curl('GET', path);
    if (is(body)) return body;
    if (tries === 150) throw new Error(`${path} is still ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test.skipIf(noCurl)('cloud, role, instance, deploy, stop: by curl, on real servers', { timeout: 60_000 }, async () => {
  const { body: cloud } = await curl('POST', '/clouds', {
    ...{ name: 'shop', region: 'eu-west-1', credential_id: platform.credentialId },
    custom_json: '{"shop":{"workers":4}}',
  });
  const home = `/clouds/${cloud.id}`;
  const { body: role } = await curl('POST', `${home}/roles`, { name: 'PHP App Server', role_type: 'php-app' });
  const { body: made } = await curl('POST', `${home}/instances`, { roles: [role.id], availability_zone: 'eu-west-1a' });
  const instance = `${home}/instances/${made.id}`;
  expect(await curl('POST', `${instance}/start`)).toMatchObject({ status: 202, body: { status: 'requested' } });
  const online = await until(instance, ({ status }) => status === 'online');
  expect(online).toMatchObject({ nickname: 'php-app1', availability_zone: 'eu-west-1a' });
  expect(online.ec2_instance_id).toMatch(/^i-/);

  const { body: app } = await curl('POST', `${home}/applications`, { name: 'Shop', application_type: 'php' });
  const deployed = await curl('POST', `/applications/${app.id}/deploy`, { command: 'deploy', comment: 'the first' });
  expect(deployed.body).toMatchObject({ command: 'deploy', status: 'running' });
  const deployment = `/applications/${app.id}/deployments/${deployed.body.id}`;
  expect(await until(deployment, ({ status }) => status !== 'running')).toMatchObject({
    status: 'successful',
    instances: [made.id],
  });

  expect((await curl('POST', `${instance}/stop`)).status).toBe(202);
  await until(instance, ({ status }) => status === 'stopped');
  const { body: events } = await curl('GET', `${home}/events`);
  expect((events as { message: string }[]).map(({ message }) => message)).toContain('php-app1 is stopped');
  expect((await curl('GET', '/clouds/ffffffffffffffffffffffffffffffff')).status).toBe(404);
});
