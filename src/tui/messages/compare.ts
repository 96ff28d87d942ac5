/** What the compare screen says. */
export const compare = {
  boxes: ['Runs side by side', 'Recoveries', 'Minutes by cause'],
  runs: (count: number) => (count === 1 ? '1 run' : `${count} runs`),
  onlyOne: 'f on the timeline goes back and decides otherwise: that run then stands beside this one.',
  shown: (from: number, to: number, of: number) => `${from} to ${to} of ${of}, ← →`,
  source: {
    drill: () => 'this drill',
    kept: (file: string, variant: string) => `kept runs in ${file}, ${variant}`,
    sweep: (file: string, variant: string) => `sweep ${file}, ${variant}`,
    gate: (file: string, variant: string) => `gate ${file}, ${variant}`,
  },
  place: (index: number, count: number) => `${index} of ${count}, ← →`,
  noneYet: 'No run has ended yet',
  nothingHere: 'No run of it recovered',
  never: (count: number, of: number) => `${count} of ${of} never recovered`,
  late: (count: number, of: number, budget: string) => `${count} of ${of} later than ${budget}`,
  inTime: (of: number, budget: string) =>
    of === 1 ? `it was in time for ${budget}` : `all ${of} in time for ${budget}`,
  /** Of p95: below this with 95 % confidence. */
  upTo: (bound: string) => `(at most ${bound})`,
  causes: {
    hint: 'x runs every variant on this seed, people modelled, and shares the minutes out among the causes.',
    noVariants: 'This scenario has no variants to compare.',
    begins: 'The worlds begin',
    progress: (done: number, of: number) => `${done} of ${of} worlds`,
    none: 'The scenario names no causes; its variants on this seed:',
    all: 'all together',
    left: 'what is left',
    variants: 'variants',
    never: 'never recovers',
    baseline: 'baseline',
    failed: (why: string) => `That did not work: ${why}. x tries again.`,
    minutes: (minutes: string) => `${minutes} min`,
  },
} as const;
