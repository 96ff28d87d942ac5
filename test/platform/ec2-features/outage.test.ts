/** Row 45: what an outage of EC2's API does to a cloud. (A whole zone's: losing-parts.test.ts; August 2011: test/scenarios.) */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';
import { machines } from './ec2-view.ts';

test('while the API answers errors machines run on and nothing starts; afterwards a start that was given up works', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const running = await small.start({ nickname: 'shop1' });
    await small.until(running, 'online');
    const [before] = machines(small);
    const mend = small.world.ec2.controlPlane.faults.inject({
      ...{ name: 'outage', error: 'unavailable-error', regions: ['eu-west-1'], percentage: 100, operations: [] },
    });
    const wished = await small.start({ nickname: 'shop2' });
    await small.until(wished, 'start_failed', 1800);
    expect((await small.instance(wished)).last_error).toMatch(/\w/);
    expect(small.statesOf(running).at(-1)).toBe('online');
    expect(await small.client('shop1', 'run', 'configure')).toHaveLength(3);

    mend();
    expect(machines(small).map(({ InstanceId }) => InstanceId)).toEqual([before!.InstanceId]);
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${wished}/start`);
    await small.until(wished, 'online');
    expect(machines(small)).toHaveLength(2);
  });
});

test('a stop that is asked for during the outage is carried out when it is over', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const instance = await small.start();
    await small.until(instance, 'online');
    const mend = small.world.ec2.controlPlane.faults.inject({
      ...{ name: 'outage', error: 'internal-error', regions: ['eu-west-1'], percentage: 100, operations: [] },
    });
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
    await small.sleep(3600);
    expect((await small.instance(instance)).status).toBe('shutting_down');
    expect(machines(small)).toMatchObject([{ State: { Name: 'running' } }]);
    mend();
    await small.until(instance, 'stopped', 600);
  });
});
