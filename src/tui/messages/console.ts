/** What the console says. */
export const console = {
  title: 'Console',
  facilitatorTitle: 'Console of the facilitator: the players do not see it',
  hint: 'tab completes, esc leaves',
  running: (text: string) => `runs: ${text}`,
  stands: 'time stands still: enter on the empty line lets it go on to the next event',
  empty: 'Type help to see what can be done here. All of it stands in the journal.',
  done: 'done',
  refused: 'refused',
} as const;
