/** What the frame says: the two rows at the top, the row at the bottom, and what stands in for a screen that cannot be drawn. */
export const frame = {
  simulated: 'SIMULATED',
  seed: (seed: number) => `seed ${seed}`,
  fork: (name: string) => `fork ${name}`,
  facilitator: 'FACILITATOR',
  phases: { loading: 'loading', paused: 'paused', ended: 'ended', broken: 'broken' },
  asked: 'asked',
  until: { question: 'to the next question', end: 'to the end', step: 'to the next event', moment: 'to that moment' },
  max: 'max',
  budget: 'budget',
  noBudget: 'no time budget',
  recovered: (time: string) => `recovered after ${time}`,
  /** Of the last row. */
  help: 'help',
  back: 'back',
  filter: 'filter',
  yesNo: 'y / n',
  askedElsewhere: (role: string) => `${role} is asked: i decides`,
  quit: (path: string) => `Leave the drill? ${path} goes on with it later.`,
  leave: 'Leave? The run has ended, its journal is kept.',
  quitHint: 'Q leaves the drill',
  paceSet: (pace: string) => `speed ${pace}`,
  running: 'time runs',
  paused: 'time stands still',
  hasEnded: 'The run has ended: T looks back, D is its debrief.',
  nothingAsked: 'Nobody is asked anything now: n runs to the next question.',
  nothingFound: (filter: string) => `Nothing contains "${filter}": esc shows everything.`,
  undo: (path: string, staying: number) =>
    `Undo ${path}?${staying === 0 ? '' : ` ${staying} later ${staying === 1 ? 'step stays' : 'steps stay'} as done.`}`,
  undoing: (command: string) => `: ${command}`,
  undone: (path: string) => `${path} is undone`,
  notUndone: (path: string, why: string) => `${path} is not undone: ${why}`,
  nothingToUndo: (why: string) => `Nothing to undo: ${why}`,
  /** In place of a screen. */
  loading: {
    title: 'The world is being built',
    lines: (title: string) => [
      title,
      '',
      'Accounts, zones, machines and data stores start. This takes about a second.',
    ],
  },
  tooSmall: (columns: number, rows: number, needColumns: number, needRows: number) => [
    `The terminal has ${columns}x${rows}.`,
    `The drill needs ${needColumns}x${needRows}.`,
    'Make it larger, or leave: Q, then y.',
    'Lines without a screen: zonefall drill --plain',
  ],
  /** On stderr, after the terminal is as it was before. */
  broken: (why: string, resume: string) =>
    `zonefall: the drill's world ended unexpectedly: ${why}\nGo on where it was: ${resume}\n`,
} as const;
