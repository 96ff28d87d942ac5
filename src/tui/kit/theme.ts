/**
 * What a piece of text means, and how the terminal shows it. A tone never stands alone: beside it is always a letter or a shape that
 * says the same, so that nothing is lost without colour.
 */
import { createContext, useContext } from 'react';

export const tones = ['plain', 'strong', 'quiet', 'good', 'bad', 'warn', 'info', 'accent', 'mark'] as const;
/**
 * `good` and `bad` for what holds and what broke, `warn` for what needs a look, `info` for people and what they do, `accent` for keys,
 * titles and what has the focus, `mark` for faults and the facilitator.
 */
export type Tone = (typeof tones)[number];

/** Bits of colour that the terminal has: none, the sixteen, the 256, all. */
export type Depth = 1 | 4 | 8 | 24;

export interface Theme {
  readonly depth: Depth;
  /** Whether anything but ASCII may be printed. */
  readonly unicode: boolean;
  /** `#RRGGBB`, or none: the terminal's own colour. */
  readonly colours: Readonly<Partial<Record<Tone, string>>>;
}

/** Colours that people who see fewer of them can tell apart (Okabe and Ito, 2008). What holds is blue, never green. */
export const okabeIto: Theme['colours'] = {
  good: '#56B4E9',
  bad: '#D55E00',
  warn: '#F0E442',
  info: '#009E73',
  accent: '#E69F00',
  mark: '#CC79A7',
};

export const plainTheme: Theme = { depth: 1, unicode: true, colours: okabeIto };

const ThemeContext = createContext<Theme>(plainTheme);
export const ThemeProvider = ThemeContext.Provider;

export function useTheme(): Theme {
  return useContext(ThemeContext);
}

/** Shapes with a meaning, one column each. `paint` knows what stands in for them on a terminal without Unicode. */
export const glyphs = {
  ok: '✓',
  failed: '✗',
  running: '▸',
  waiting: '◆',
  todo: '○',
  done: '●',
  skipped: '–',
  undone: '↶',
  selected: '▸',
  paused: '‖',
  up: '■',
  down: '✗',
  unknown: '?',
  arrow: '→',
  separator: '·',
  more: '…',
} as const;
