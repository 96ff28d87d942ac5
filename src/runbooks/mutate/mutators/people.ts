import { type Mutator, mapValues, scaled, withScenario } from '../design.ts';

export const detectionSlower: Mutator = {
  name: 'detection-slower',
  sentence: 'Monitoring looks ten times as rarely',
  apply(design) {
    const { monitoring } = design.scenario;
    return withScenario(design, { monitoring: { ...monitoring, everySeconds: monitoring.everySeconds * 10 } });
  },
};

export const decisionLater: Mutator = {
  name: 'decision-later',
  sentence: 'Every decision takes four times as long',
  apply(design) {
    const { people } = design.scenario;
    if (Object.keys(people.decides).length === 0) return undefined;
    const decides = mapValues(people.decides, (distribution) => scaled(distribution, 4));
    return withScenario(design, { people: { ...people, decides } });
  },
};

export const handsSlower: Mutator = {
  name: 'hands-slower',
  sentence: 'All work by hand takes four times as long',
  apply(design) {
    const { people } = design.scenario;
    if (Object.keys(people.does).length === 0) return undefined;
    const does = mapValues(people.does, (distribution) => scaled(distribution, 4));
    return withScenario(design, { people: { ...people, does } });
  },
};
