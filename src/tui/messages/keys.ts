/** The keys of the frame and of each screen: what they are called, in a word or two for the last row and in a sentence for `?`. */
export interface KeyWords {
  readonly keys: string;
  /** For the last row; a key without it is only in the help. */
  readonly short?: string;
  /** The last row has it only while time can still move, or only after the end. */
  readonly when?: 'before-the-end' | 'after-the-end';
  readonly long: string;
}

const list: readonly KeyWords[] = [{ keys: '↑ ↓ j k', long: 'select a line; PgUp PgDn Home End move further' }];

export const keys = {
  /** On every screen. */
  everywhere: [
    { keys: 'space', short: 'pause', when: 'before-the-end', long: 'stop time, and let it go on' },
    {
      keys: '{ }',
      short: 'speed',
      when: 'before-the-end',
      long: 'slower and faster: 1x 5x 20x 60x 300x 600x 3600x max',
    },
    {
      keys: 'n',
      short: 'next question',
      when: 'before-the-end',
      long: 'run until somebody is asked something, and pause',
    },
    { keys: '.', long: 'run to the next event, and pause' },
    { keys: 'h', long: 'home: scenarios, last results, unfinished runs' },
    { keys: 'd', long: 'drill: runbook, signals, world, steady state' },
    { keys: 'i', long: 'the decision that is open' },
    { keys: 'D', short: 'debrief', when: 'after-the-end', long: 'debrief: what each decision cost' },
    { keys: 'T', short: 'timeline', long: 'timeline: look back, fork and decide otherwise' },
    { keys: 'S', long: 'data stores: masters, replicas, indexes' },
    { keys: '@', long: 'every call to EC2, CouchDB, Redis, Scalarium' },
    { keys: 'c', short: 'compare', when: 'after-the-end', long: 'compare the runs of this drill' },
    { keys: ':', short: 'command', long: 'console: faults, steps, scalarium-client, aws ec2' },
    { keys: '/', long: 'show only what contains a text; esc takes it off' },
    { keys: '1-4 tab', long: 'give a box the focus' },
    { keys: 'z', long: 'undo steps, back to the last checkpoint at most' },
    { keys: 'q esc', long: 'back to the screen before' },
    { keys: 'Q', long: 'leave the drill (asks once); Ctrl-C leaves at once' },
  ] satisfies readonly KeyWords[] as readonly KeyWords[],

  home: [
    ...list,
    { keys: 'enter', short: 'how to start it', long: 'what to type to start the scenario or go on with the run' },
  ],
  drill: [
    ...list,
    { keys: 'enter', short: 'act', long: 'answer what is asked; if nothing is, the box with the focus alone' },
    { keys: '1-4', short: 'one box', long: 'a box alone; the same key again, or esc: all four' },
    { keys: 't', short: 'known/true', long: 'the world as it is known, or as it is' },
  ],
  decision: [
    { keys: '↑ ↓ 1-9', short: 'choose', long: 'choose an answer' },
    { keys: 'enter', short: 'decide', long: 'decide; at a point of no return the word must be typed first' },
    { keys: 'm', short: 'comment', long: 'write down why: it is kept with the decision' },
    { keys: 'tab', long: 'to the next question, if several are open' },
    { keys: 'PgUp PgDn', long: 'more of what is known' },
  ],
  timeline: [
    { keys: ', .', short: 'step', long: 'to the event before, to the next one; at the end the drill runs on to it' },
    {
      keys: '< >',
      short: 'breakpoint',
      long: 'to the fault, decision, failed step or milestone before, to the next one',
    },
    { keys: 'g', short: 'go to', long: 'to a moment: 0:43, T+1:10:00, PT2H' },
    { keys: 'f', short: 'fork here', long: 'go back to this moment and decide otherwise' },
    { keys: 'w', short: 'world', long: 'the world as it was at this moment' },
    { keys: 'm D', short: 'changes', long: 'mark a moment; what is different at this one' },
    { keys: 'b', long: 'a breakpoint of your own here, or none any more' },
    { keys: '+ - 0', short: 'zoom', long: 'closer, further away, all of it' },
    { keys: '← →', long: 'a column to the left, to the right; Home is the beginning, End is now' },
    { keys: 't', long: 'faults as they are known, or as they are' },
  ],
  stores: [...list, { keys: 'tab', short: 'next box', long: 'to the next box' }],
  api: [
    ...list,
    { keys: 'enter', short: 'details', long: 'all of the selected call' },
    { keys: 'e', short: 'errors', long: 'only the calls that failed, or all' },
    { keys: 'y', short: 'copy', long: 'copy the selected call as something to type' },
  ],
  console: [
    { keys: 'enter', short: 'run', long: 'run the line' },
    { keys: 'tab', short: 'complete', long: 'complete the word' },
    { keys: '↑ ↓', short: 'history', long: 'lines that were typed before and begin as this one does' },
    { keys: 'PgUp PgDn', short: 'output', long: 'what was printed before' },
    { keys: 'esc', short: 'back', long: 'back to the screen before' },
  ],
  compare: [
    ...list,
    { keys: '← →', short: 'other runs', long: 'runs that do not fit; in the box of recoveries: another sweep or gate' },
    { keys: 'x', short: 'causes', long: 'run every variant on this seed, and share the minutes out among the causes' },
  ],
  debrief: [
    ...list,
    { keys: 'w', short: 'write', long: 'write the debrief as HTML and Markdown' },
    { keys: 'enter', long: 'on a decision: to its moment on the timeline, to fork there' },
  ],
  help: [{ keys: '↑ ↓', short: 'scroll', long: 'more keys' }],
} as const satisfies Readonly<Record<string, readonly KeyWords[]>>;
