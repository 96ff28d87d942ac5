import type { KeyWords } from './keys.ts';

/** What the screen of keys says. */
export const help = {
  title: 'Keys',
  everywhere: 'Everywhere',
  screens: {
    home: 'Home',
    drill: 'Drill',
    decision: 'Decision',
    timeline: 'Timeline',
    stores: 'Data stores',
    api: 'API log',
    console: 'Console',
    compare: 'Compare',
    debrief: 'Debrief',
    help: 'Help',
  },
  signs: 'Signs',
  signList: [
    { keys: '▸', long: 'selected, or running' },
    { keys: '✓ ✗', long: 'done or holds, failed or does not' },
    { keys: '◆', long: 'waits for a person' },
    { keys: '○ –', long: 'not begun, left out' },
    { keys: '! ┃', long: 'over the budget; where the budget ends' },
    { keys: '↑3 ↓12', long: 'so many lines above and below what is shown' },
  ] satisfies readonly KeyWords[] as readonly KeyWords[],
} as const;
