/** The tour of a minute: what each step says, and which screen it shows meanwhile. */
export const tour = {
  title: (step: number, of: number) => `A tour of a minute, ${step} of ${of}`,
  keys: 'enter: next · esc: skip',
  last: 'enter: begin · esc: skip',
  steps: [
    {
      screen: 'drill',
      words:
        'An outage is about to happen, in a simulated world: nothing here reaches a real machine. At the top: the time there, how fast it runs, and what is spent of the budget.',
    },
    {
      screen: 'drill',
      words:
        'Four boxes, keys 1 to 4: the runbook, the signals that people got, the world, the steady state. The world shows what is known, until t shows what is true.',
    },
    {
      screen: 'drill',
      words:
        'Time is yours: space stops it and lets it go on, { and } make it slower and faster, n runs to the next moment at which somebody is asked.',
    },
    {
      screen: 'drill',
      words:
        'Then you are asked, with no more than people could know. Waiting costs minutes, and you see them. At a point of no return you type a word.',
    },
    {
      screen: 'timeline',
      words:
        'T looks back: go to any moment with , and . and press f there to decide otherwise. Both runs are compared in the debrief (D).',
    },
    {
      screen: 'console',
      words:
        'A colon opens the console: break something, do a step by hand, ask EC2. On any other screen ? shows all keys. Time starts now.',
    },
  ],
} as const;
