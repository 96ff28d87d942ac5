import { type Mutator, mapValues, withWorld } from '../design.ts';

/** On EC2 in 2011 only m1.small and c1.medium were 32-bit. */
const types32 = new Set(['m1.small', 'c1.medium']);

export const replicas32Bit: Mutator = {
  name: 'replicas-32-bit',
  sentence: 'Every replica is a 32-bit machine, whose view indexes fit no 64-bit master',
  apply(design) {
    const { installations } = design.scenario.world;
    // Where an index fits every machine with its signature, bits make no difference.
    const wrong = Object.values(installations).some(
      ({ replicas, data }) => data.indexPolicy === '2011' && replicas.some(({ type }) => !types32.has(type)),
    );
    if (!wrong) return undefined;
    return withWorld(design, {
      installations: mapValues(installations, (installation) => ({
        ...installation,
        replicas: installation.replicas.map((replica) => ({ ...replica, type: 'm1.small' as const })),
      })),
    });
  },
};
