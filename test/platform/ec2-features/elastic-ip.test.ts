/** Row 40: the elastic address of a load balancer. */
import { expect, test } from 'vitest';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';
import { addresses, machineOf, stopAndStart } from './ec2-view.ts';

test('a load balancer gets an elastic IP and keeps it from machine to machine; the others hear of it', async () => {
  const small = new SmallInstallation();
  const lb = withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    const app = await small.start();
    const balancer = await small.start({ roles: [lb] });
    for (const instance of [app, balancer]) await small.until(instance, 'online');
    const [address] = addresses(small);
    const before = await machineOf(small, balancer);
    expect(addresses(small)).toHaveLength(1);
    expect(address).toMatchObject({ InstanceId: before.InstanceId, PublicIp: before.PublicIpAddress });
    expect(await small.instance(balancer)).toMatchObject({ ip: address!.PublicIp, elastic_ip: address!.PublicIp });
    expect(await small.instance(app)).toMatchObject({ elastic_ip: null });

    await stopAndStart(small, balancer);
    const after = await machineOf(small, balancer);
    expect(after.InstanceId).not.toBe(before.InstanceId);
    expect(addresses(small)).toMatchObject([{ PublicIp: address!.PublicIp, InstanceId: after.InstanceId }]);
    await small.sleep(60);
    const told = small.runsOf('configure').findLast(({ nickname }) => nickname === 'php-app1')!;
    expect(JSON.stringify(told.json)).toContain(`"elastic_ip":"${address!.PublicIp}"`);
  });
});

test('where the account has no address left the balancer keeps the one of its machine, and the cloud says why', async () => {
  const small = new SmallInstallation();
  const lb = withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    const caller = { account: 'main', region: 'eu-west-1' };
    for (let taken = 0; taken < 5; taken++) small.world.ec2.perform(caller, 'AllocateAddress', {});
    const balancer = await small.start({ roles: [lb] });
    await small.until(balancer, 'online');
    expect(await small.instance(balancer)).toMatchObject({ elastic_ip: null });
    expect(((await small.instance(balancer)).ip as string).length).toBeGreaterThan(6);
    const { body } = await small.api('GET', `/clouds/${small.cloud._id}/events`);
    const failed = (body as { action: string; message: string }[]).find(({ action }) => action === 'elastic-ip-failed');
    expect(failed!.message).toMatch(/^lb1 has no elastic IP: /);
  });
});

test('a worker that dies between getting an address and using it gets no second one', async () => {
  const small = new SmallInstallation({ workers: 1 });
  const lb = withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    const balancer = await small.start({ roles: [lb] });
    await small.as(() => addresses(small).length > 0);
    small.workers[0]!.end();
    small.startWorker('worker2');
    await small.until(balancer, 'online');
    await small.sleep(60);
    expect(addresses(small)).toHaveLength(1);
    expect(addresses(small)[0]!.InstanceId).toBe((await machineOf(small, balancer)).InstanceId);
  });
});

test('a balancer that is healed has its address again, on a machine of its own', async () => {
  const small = new SmallInstallation();
  const lb = withRole(small, { role_type: 'lb' });
  await small.play(async () => {
    const balancer = await small.start({ roles: [lb] });
    await small.until(balancer, 'online');
    const before = await machineOf(small, balancer);
    small.agentHosts.get('lb1')!.switchOff();
    await small.until(balancer, 'offline', 120);
    await small.until(balancer, 'online', 3600);
    const after = await machineOf(small, balancer);
    expect(after.InstanceId).not.toBe(before.InstanceId);
    expect(addresses(small)).toMatchObject([{ PublicIp: before.PublicIpAddress, InstanceId: after.InstanceId }]);
  });
});
