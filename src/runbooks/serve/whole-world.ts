/** The world of a scenario with its installations and customers in it, in the steady state before the first fault. */
import type { Host } from '../../sim/network/index.ts';
import { COUCH_PORT } from '../../sim/stores/couch-process.ts';
import { REDIS_PORT } from '../../sim/stores/redis-process.ts';
import type { Scenario } from '../files/index.ts';
import { Testbed } from '../testbed/testbed.ts';
import { type Door, ec2Options, type MakeStage } from './stage.ts';

/** Scalarium's API, CouchDB and Redis listen besides EC2. */
export function wholeWorld(scenario: Scenario): MakeStage {
  return (setting, pace) => {
    const testbed = new Testbed(scenario, { seed: setting.seed, log: () => {}, ec2: ec2Options(setting, pace) });
    const { world, zeroUs } = testbed;
    return {
      world,
      restartProcess: (host, process) => testbed.restartProcess(host, process),
      raise: async () => {
        await testbed.raise();
        await world.kernel.sleep(zeroUs - world.kernel.nowUs, 'prologue');
      },
      doors: () => [...apis(testbed), ...stores(testbed)],
    };
  };
}

function apis({ installations }: Testbed): Door[] {
  return [...installations.values()].map(({ name, hostName, genesis }) => ({
    name: `${name}: Scalarium's API`,
    kind: 'http',
    target: () => ({ scheme: 'https', host: hostName, port: 443 }),
    hint: [...genesis.tokens].map(([account, token]) => `X-Scalarium-Token: ${token} (${account})`)[0],
  }));
}

/** A store is reached at its machine, whatever address that has by then; on machines that are started later there is no door. */
function stores(testbed: Testbed): Door[] {
  return [...testbed.machines.keys()].flatMap((host) => {
    const services = testbed.knownServices(host);
    const door = (what: string, kind: Door['kind'], port: number): Door => ({
      name: `${host.label}: ${what}`,
      kind,
      target: () => ({ scheme: 'http', host: addressOf(host), port }),
    });
    return [
      ...(services?.couch ? [door('CouchDB', 'http', COUCH_PORT)] : []),
      ...(services?.redis ? [door('Redis', 'tcp', REDIS_PORT)] : []),
    ];
  });
}

const addressOf = (host: Host) => host.address;
