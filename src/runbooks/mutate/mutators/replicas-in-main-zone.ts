import type { Installation, Replica } from '../../files/index.ts';
import { type Mutator, mapValues, withWorld } from '../design.ts';

export const replicasInMainZone: Mutator = {
  name: 'replicas-in-main-zone',
  sentence: 'The only replica of each master stands beside it, in the same zone',
  apply(design) {
    const { installations } = design.scenario.world;
    if (!Object.values(installations).some(({ replicas }) => replicas.length > 0)) return undefined;
    return withWorld(design, { installations: mapValues(installations, together) });
  },
};

/** One machine, for machines are called by their place, and two in one place would have one name. */
function together(installation: Installation): Installation {
  const { replicas, place } = installation;
  const [first] = replicas;
  if (first === undefined) return installation;
  const of = [...new Set(replicas.flatMap((replica) => replica.of))];
  return { ...installation, replicas: [{ ...first, ...place, of } satisfies Replica] };
}
