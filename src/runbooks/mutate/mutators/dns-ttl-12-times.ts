import { type Mutator, mapValues, withWorld } from '../design.ts';

const factor = 12;

export const dnsTtl12Times: Mutator = {
  name: 'dns-ttl-12-times',
  sentence: 'The world remembers old addresses twelve times as long',
  apply: (design) =>
    withWorld(design, {
      installations: mapValues(design.scenario.world.installations, (installation) => {
        const { dns } = installation;
        return { ...installation, dns: { ...dns, ttlSeconds: dns.ttlSeconds * factor } };
      }),
    }),
};
