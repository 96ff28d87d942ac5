/** What the debrief screen says. */
export const debrief = {
  boxes: ['Score', 'Phases and budgets', 'Decisions', 'Findings'],
  points: (points: number) => `${points} of 100`,
  notEnded: {
    title: 'No debrief yet',
    lines: [
      'The debrief comes when the run has ended: only then is it known what the decisions cost.',
      'n runs to the next question; space lets time run.',
    ],
    soFar: 'Phases so far',
    decisions: (count: number) => `${count} ${count === 1 ? 'decision' : 'decisions'} so far`,
  },
  running: {
    title: 'What each decision cost',
    text:
      'The same seed is run again with other answers: at once, ten minutes earlier and later, every other choice, and the good ones ' +
      'together. Other screens can be opened meanwhile.',
    begins: 'The worlds begin',
    progress: (done: number, of: number) => `${done} of ${of} worlds`,
  },
  failed: {
    title: 'The debrief could not be made',
    again: 'x tries again',
  },
  recovered: 'recovered',
  neverRecovered: 'never recovered',
  best: 'best policy',
  tried: 'tried',
  runs: 'runs',
  thisRun: 'this one',
  sideBySide: 'c puts the runs side by side',
  budget: 'budget',
  noBudget: 'no budget',
  ok: 'ok',
  missed: 'missed',
  never: 'never',
  by: (who: string, moment: string, waited: string) => `${who} at ${moment}, after ${waited}`,
  known: 'known',
  nobodyAsked: 'Nobody was asked anything.',
  noFindings: 'Nothing was found.',
  nobody: 'nobody',
  owner: 'owner',
  retest: 'retest',
  /** Their names are long: they stand in the first box. */
  written: (count: number) => `Written: ${count} files, 1 shows where`,
  writtenTo: 'written',
  notWritten: (why: string) => `Could not be written: ${why}`,
  notYet: 'There is nothing to write yet',
} as const;
