import { columns, heading, type Line, line, quiet } from '../screen.ts';

/** A command that somebody may type next, and what it would show. */
export interface NextCommand {
  readonly command: string;
  readonly shows: string;
}

/**
 * The commands, each whole on a line of its own so that it can be copied; what it shows beside it where there is room, otherwise above
 * it.
 */
export function nextLines(commands: readonly NextCommand[], width: number): Line[] {
  if (commands.length === 0) return [];
  const widest = Math.max(...commands.map(({ command }) => columns(command)));
  const beside = commands.every(
    ({ command, shows }) => Math.max(widest, columns(command)) + columns(shows) + 6 <= width,
  );
  return [
    heading('NEXT'),
    ...commands.flatMap(({ command, shows }) => {
      if (beside) return [line('  ', command, ' '.repeat(widest - columns(command) + 3), quiet(shows))];
      return [line('  ', quiet(`${shows}:`)), { ...line('    ', command), whole: true }];
    }),
  ];
}
