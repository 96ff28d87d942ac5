/** What scalarium-client says of itself. */

export const clientCommands = {
  help: 'Shows list of commands or help for one command',
  list: 'List all chef JSON files and their activities (setup, configure, ...)',
  log: 'View the latest or a given chef log file',
  run: 'Do some real work, call help run for details',
  status: 'Display useful information',
} as const;

type Command = keyof typeof clientCommands;

const details: Readonly<Record<Command, readonly string[]>> = {
  help: ['help [command]'],
  list: ['list', 'The newest five runs are kept, with their JSON; the oldest comes first.'],
  log: ['log [activity] [date] [--json]', 'Without activity and date the latest; with --json what the run was told.'],
  run: [
    'run [activity] [date]',
    'run recipe ...',
    'Runs the latest Chef run of an activity once more, or single recipes of your custom cookbooks, with the custom',
    'JSON of the cloud. The run shows up in the logs of the instance.',
  ],
  status: ['status'],
};

export function isCommand(word: string): word is Command {
  return Object.hasOwn(clientCommands, word);
}

/** As the blog prints it. */
export function usage(): string[] {
  const rows = Object.entries(clientCommands).map(([name, text]) => `    ${name.padEnd(6)} - ${text}`);
  return ['usage: scalarium-client command [command options]', '', 'Commands:', ...rows];
}

/** Throws for a word that is no command. */
export function helpFor(word: string): string[] {
  if (!isCommand(word)) throw new Error(unknownCommand(word));
  const [first, ...more] = details[word];
  return [`usage: scalarium-client ${first}`, '', clientCommands[word], ...more];
}

export function unknownCommand(word: string): string {
  return `scalarium-client has no command "${word}"; it has ${Object.keys(clientCommands).join(', ')}`;
}
