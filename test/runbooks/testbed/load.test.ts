/** Machines of a scenario are as loaded as what reaches them: an installation that scales another one by its load. */
import { expect, test } from 'vitest';
import { mediaType } from '../../../src/platform/index.ts';
import { fetchFrom } from '../../../src/sim/network/index.ts';
import { SmallTestbed } from './small-testbed.ts';

interface Shown {
  id: string;
  name: string;
  shortname: string;
  status: string;
  role_ids: string[];
  auto_scaling_type: string | null;
}

test('requests that keep the frontends busy start another frontend; when they end it goes again', async () => {
  const small = new SmallTestbed();
  const { testbed } = small;
  await small.tell(async () => {
    const kernel = testbed.installation('kernel');
    const token = kernel.token('main');
    const api = testbed.operator.api(kernel.hostName, token);
    const clouds = (await api.get('/clouds')) as Shown[];
    const [cloud, roles] = await cloudWith(clouds, async ({ id }) => (await api.get(`/clouds/${id}/roles`)) as Shown[]);
    const role = roles.find(({ shortname }) => shortname === 'frontend')!;
    const extra = { roles: [role.id], auto_scaling_type: 'load', instance_type: 'm1.large' };
    await api.post(`/clouds/${cloud.id}/instances`, extra);
    const window = { minutes: 2, ignore_minutes: 2 };
    const path = `/clouds/${cloud.id}/roles/${role.id}/load_based_scaling`;
    const thresholds = { up: { cpu: 4, ...window }, down: { cpu: 1, ...window } };
    const { status: set } = await fetchFrom(testbed.operator.process, `http://${kernel.hostName}/api${path}`, {
      method: 'PUT',
      headers: { Accept: mediaType, 'Content-Type': 'application/json', 'X-Scalarium-Token': token },
      body: JSON.stringify(thresholds),
    });
    expect(set).toBe(202);
    const status = async () => {
      const instances = (await api.get(`/clouds/${cloud.id}/instances`)) as Shown[];
      return instances.find(({ auto_scaling_type }) => auto_scaling_type === 'load')!.status;
    };
    await small.seconds(600);
    expect(await status()).toBe('new');

    let busy = true;
    testbed.world.kernel.spawn('visitors', async () => {
      while (busy) {
        void fetchFrom(testbed.monitor, 'http://manage.test/api/ping').then((response) => response.text());
        await small.seconds(0.1);
      }
    });
    await small.until('another frontend is started', async () => (await status()) !== 'new', 600);
    busy = false;
    await small.until('it is stopped', async () => (await status()) === 'stopped', 1800);
  });
});

/** The first cloud of which something is known, and that. */
async function cloudWith<T>(clouds: readonly Shown[], ask: (cloud: Shown) => Promise<T[]>): Promise<[Shown, T[]]> {
  for (const cloud of clouds) {
    const found = await ask(cloud);
    if (found.some((one) => (one as { shortname?: string }).shortname === 'frontend')) return [cloud, found];
  }
  throw new Error('no cloud has frontends');
}
