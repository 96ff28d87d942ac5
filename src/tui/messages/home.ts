/** What the first screen says. */
export const home = {
  scenarios: 'Scenarios',
  unfinished: 'Unfinished runs',
  looking: 'Looking into the folder …',
  noScenarios: 'No scenario in ./scenarios: zonefall init writes one.',
  noUnfinished: 'None: every run came to its end.',
  thisOne: 'this drill',
  never: 'not run yet',
  budget: (time: string) => `budget ${time}`,
  last: (time: string) => `last ${time}`,
  notRecovered: 'no recovery',
  at: (moment: string) => `stands at ${moment}`,
  start: (file: string) => `After Q: zonefall drill ${file}`,
  goOn: (file: string) => `After Q: zonefall drill --resume ${file}`,
} as const;
