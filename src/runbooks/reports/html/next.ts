import type { NextCommand } from '../human/next.ts';
import { command, type Markup, markup, nothing, section } from './markup.ts';

/** What to type next, and what it would show. */
export function nextSection(commands: readonly NextCommand[]): Markup {
  if (commands.length === 0) return nothing;
  const shown = commands.map(({ command: text, shows }) => markup`<p>${shows}:</p>${command(text)}`);
  return section('next', 'Next', '', ...shown);
}
