/**
 * What a world looks like when its story begins, for the journal: zones, what each account calls them, who stands
 * where, and who meets whom unawares.
 */
import type { WorldReady } from './journal/index.ts';
import type { Testbed } from './testbed/testbed.ts';

export function worldReady(testbed: Testbed): WorldReady {
  const { scenario, world } = testbed;
  const { topology } = world;
  const zoneNames = (account: string) =>
    Object.fromEntries(
      topology.regions.flatMap((region) =>
        topology.zoneNames(account, region).map((name) => [name, topology.zoneId(account, name)!]),
      ),
    );
  const places = Object.entries(scenario.world.installations).map(([name, { account, place }]) => ({
    name,
    account,
    zoneName: place.region + place.zone,
  }));
  return {
    kind: 'world.ready',
    zones: Object.fromEntries(topology.regions.map((region) => [region, topology.zones(region)])),
    accounts: Object.fromEntries(topology.accounts.map((account) => [account, zoneNames(account)])),
    collisions: topology.collisions(places).map(({ zoneId, names }) => ({
      zone: zoneId,
      names: names.map(({ account, zoneName }) => {
        const place = places.find((one) => one.account === account && one.zoneName === zoneName);
        return `${place?.name ?? account} ${zoneName}`;
      }),
    })),
    hosts: [...testbed.machines].map(([host, { plan, account, region, instanceType }]) => ({
      name: host.label,
      owner: plan?.owner ?? account,
      role: plan?.roles.join('+'),
      account,
      region,
      zone: host.site.id,
      type: instanceType,
      bits: host.hardware.architecture === 'i386' ? 32 : 64,
    })),
  };
}
