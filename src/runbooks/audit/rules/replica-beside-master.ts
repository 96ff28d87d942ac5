import type { Rule } from '../rule.ts';
import { chanceOfSharing, zoneName } from '../zones.ts';

/** A replica that goes with the zone of its master. */
export const replicaBesideMaster: Rule = {
  id: 'replica-beside-master',
  severity: 'warning',
  title: 'A replica stands in the zone of its master',
  why: 'What takes the master takes this replica too, so it protects against a broken machine and nothing larger.',
  remedy: 'Move the replica to another zone of the account, or to another region.',
  *find({ file, scenario: { world } }) {
    for (const [name, { account, place, replicas }] of Object.entries(world.installations)) {
      for (const [index, replica] of replicas.entries()) {
        if (replica.region !== place.region) continue;
        if (
          chanceOfSharing(world, [
            { account, ...place },
            { ...replica, account },
          ]) < 1
        )
          continue;
        yield {
          file,
          path: ['world', 'installations', name, 'replicas', index, 'zone'],
          message: `this replica of ${name} stands in ${zoneName(replica)}, beside its master`,
        };
      }
    }
  },
};
