/** Rows 35 and 36: who may reach whose ports. */
import { expect, test } from 'vitest';
import { connect, fetchFrom, type Host, type NetworkError } from '../../../src/sim/network/index.ts';
import { SmallInstallation } from '../small-installation.ts';
import { withRole } from '../with-role.ts';
import { groups, machineOf, machines, stopAndStart } from './ec2-view.ts';

/** Names of the groups, or `everybody`, that may reach a port in `name`. */
function mayReach(small: SmallInstallation, name: string, port: number): string[] {
  const all = groups(small);
  const group = all.find(({ GroupName }) => GroupName === name)!;
  const open = group.IpPermissions!.filter(
    ({ IpProtocol, FromPort, ToPort }) => IpProtocol === 'tcp' && FromPort! <= port && port <= ToPort!,
  );
  const sources = open.flatMap(({ IpRanges = [], UserIdGroupPairs = [] }) => [
    ...IpRanges.map(() => 'everybody'),
    ...UserIdGroupPairs.map(({ GroupId }) => all.find((other) => other.GroupId === GroupId)!.GroupName!),
  ]);
  return [...new Set(sources)].sort();
}

const apps = [
  'Scalarium-Custom-Server',
  'Scalarium-PHP-App-Server',
  'Scalarium-Rails-App-Server',
  'Scalarium-Web-Server',
  'Scalarium-nodejs-App-Server',
];

test('MySQL answers app servers only, web servers answer everybody on 80 and the balancer on every port', async () => {
  const small = new SmallInstallation();
  const db = withRole(small, { role_type: 'db-master' });
  await small.play(async () => {
    // Two workers make the groups at the same time.
    const started = [await small.start(), await small.start({ roles: [db] })];
    for (const instance of started) await small.until(instance, 'online');
    expect(mayReach(small, 'Scalarium-DB-Master-Server', 3306)).toEqual(apps);
    expect(mayReach(small, 'Scalarium-DB-Master-Server', 22)).toContain('everybody');
    expect(mayReach(small, 'Scalarium-Memcached-Server', 11211)).toEqual(apps);
    expect(mayReach(small, 'Scalarium-PHP-App-Server', 80)).toEqual(['Scalarium-LB-Server', 'everybody']);
    expect(mayReach(small, 'Scalarium-PHP-App-Server', 8080)).toEqual(['Scalarium-LB-Server']);
    const machine = await machineOf(small, started[1]!);
    expect(machine.SecurityGroups!.map(({ GroupName }) => GroupName)).toEqual(['Scalarium-DB-Master-Server']);
  });
});

test('who may not reach MySQL hears nothing of it, on the network itself', async () => {
  const small = new SmallInstallation({ setupSeconds: 20 });
  const [db, lb] = [withRole(small, { role_type: 'db-master', ebs_volumes: {} }), withRole(small, { role_type: 'lb' })];
  await small.play(async () => {
    const started = [
      await small.start({ nickname: 'app' }),
      await small.start({ nickname: 'db', roles: [db] }),
      await small.start({ nickname: 'lb', roles: [lb] }),
    ];
    for (const instance of started) await small.until(instance, 'online');
    const host = (nickname: string) => small.agentHosts.get(nickname)!;
    host('db')
      .start('mysqld')
      .listen(3306, { kind: 'connection', accept: () => {} });
    const office = small.world.addOfficeHost('desk', 'berlin');
    const knock = (from: Host, nickname: string, port: number) =>
      connect(from.start('mysql'), host(nickname).address, port, Number.POSITIVE_INFINITY).then(
        () => 'open',
        (error: NetworkError) => error.code,
      );
    expect(await knock(host('app'), 'db', 3306)).toBe('open');
    expect(await knock(host('lb'), 'db', 3306)).toBe('ETIMEDOUT');
    expect(await knock(office, 'db', 3306)).toBe('ETIMEDOUT');
    // Nothing listens there, and the machine says so to everybody whom it lets in.
    expect(await knock(office, 'db', 22)).toBe('ECONNREFUSED');
    expect(await knock(office, 'app', 80)).toBe('ECONNREFUSED');
    expect(await knock(host('lb'), 'app', 8080)).toBe('ECONNREFUSED');
    expect(await knock(office, 'app', 8080)).toBe('ETIMEDOUT');
    const asked = fetchFrom(office.start('browser'), `http://${host('app').address}:8080/`);
    await expect(asked).rejects.toThrow('cannot be reached');
  });
});

test('a cloud of custom roles makes one group; app servers that come later may reach it', async () => {
  const small = new SmallInstallation();
  const custom = withRole(small, { role_type: 'custom', shortname: 'queue' });
  await small.play(async () => {
    const instance = await small.start({ roles: [custom] });
    await small.until(instance, 'online');
    expect(groups(small).map(({ GroupName }) => GroupName)).toEqual(['default', 'Scalarium-Custom-Server']);
    expect(mayReach(small, 'Scalarium-Custom-Server', 9000)).toEqual([]);
    await small.until(await small.start(), 'online');
    expect(mayReach(small, 'Scalarium-Custom-Server', 9000)).toEqual([
      'Scalarium-PHP-App-Server',
      'Scalarium-Rails-App-Server',
    ]);
  });
});

test('a built-in group that was deleted in AWS’s console is made again with the next start', async () => {
  const small = new SmallInstallation({ workers: 1 });
  const custom = withRole(small, { shortname: 'queue' });
  await small.play(async () => {
    const instance = await small.start({ roles: [custom, custom] });
    await small.until(instance, 'online');
    expect((await small.instance(instance)).role_ids).toEqual([custom]);
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/stop`);
    await small.until(instance, 'stopped');
    const caller = { account: 'main', region: 'eu-west-1' };
    small.world.ec2.perform(caller, 'DeleteSecurityGroup', { GroupName: 'Scalarium-Custom-Server' });
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/start`);
    await small.until(instance, 'online');
    expect(mayReach(small, 'Scalarium-Custom-Server', 80)).toEqual(['everybody']);
  });
});

test('custom groups of a role come with the next start; a machine that runs keeps the groups that it booted with', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const caller = { account: 'main', region: 'eu-west-1' };
    for (const GroupName of ['office', 'vpn']) {
      small.world.ec2.perform(caller, 'CreateSecurityGroup', { GroupName, Description: GroupName });
    }
    const instance = await small.start();
    await small.until(instance, 'online');
    const names = async () => (await machineOf(small, instance)).SecurityGroups!.map(({ GroupName }) => GroupName);
    const path = `/clouds/${small.cloud._id}/roles/${small.role._id}`;
    expect((await small.api('PUT', path, { custom_security_groups: 'office, vpn' })).status).toBe(202);
    await small.sleep(120);
    expect(await names()).toEqual(['Scalarium-PHP-App-Server']);
    await stopAndStart(small, instance);
    expect(await names()).toEqual(['Scalarium-PHP-App-Server', 'office', 'vpn']);
  });
});

test('a custom group that does not exist fails the boot, and the next start after it was made works', async () => {
  const small = new SmallInstallation();
  const odd = withRole(small, { shortname: 'odd', custom_security_groups: 'nowhere, also-nowhere' });
  await small.play(async () => {
    const instance = await small.start({ roles: [odd] });
    await small.until(instance, 'start_failed');
    expect((await small.instance(instance)).last_error).toContain('nowhere');
    expect(machines(small)).toEqual([]);
    const events = await small.api('GET', `/clouds/${small.cloud._id}/events`);
    expect(events.body[0].message).toMatch(/start_failed.*nowhere/);
    const caller = { account: 'main', region: 'eu-west-1' };
    for (const GroupName of ['nowhere', 'also-nowhere']) {
      small.world.ec2.perform(caller, 'CreateSecurityGroup', { GroupName, Description: 'now it is there' });
    }
    await small.api('POST', `/clouds/${small.cloud._id}/instances/${instance}/start`);
    await small.until(instance, 'online');
  });
});
