import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type CliContext, exitCodes } from './context.ts';
import { UsageError } from './failures.ts';
import { firstRunbook, firstScenario } from './init-texts.ts';
import { quoted } from './invocation.ts';
import { writeOutput } from './outputs.ts';

const files = [
  { name: 'first-drill.yaml', text: firstScenario, is: 'what breaks, and what must still hold' },
  { name: 'first-drill.runbook.yaml', text: firstRunbook, is: 'what people do about it' },
] as const;

/** `zonefall init`: a small scenario and its runbook, which run and pass, as a place to begin. Overwrites nothing. */
export async function init(context: CliContext, _flags: object, folder = '.'): Promise<number> {
  const shown = (name: string): string => relative('', join(folder, name));
  const there = files.find(({ name }) => existsSync(resolve(context.folder, folder, name)));
  if (there !== undefined) {
    throw new UsageError(
      `${shown(there.name)} is there already, and stays as it is; name another folder: zonefall init FOLDER`,
    );
  }
  const width = Math.max(...files.map(({ name }) => shown(name).length));
  const lines = files.map(({ name, text, is }) => {
    writeOutput(resolve(context.folder, folder, name), text);
    return `wrote  ${shown(name).padEnd(width)}  ${is}`;
  });
  const file = quoted(shown(files[0].name));
  const next = [
    [`zonefall run ${file}`, 'play it'],
    [`zonefall run ${file} --var outage=PT1H`, 'a longer outage'],
    [`zonefall gate ${file} --plan 0/59`, 'in many worlds'],
    ['zonefall schema > zonefall.schema.json', 'for your editor'],
  ] as const;
  const wide = Math.max(...next.map(([command]) => command.length));
  const told = next.map(([command, is], nth) => `${nth === 0 ? 'next' : '    '}   ${command.padEnd(wide)}  ${is}`);
  context.process.stdout.write(`${[...lines, '', ...told].join('\n')}\n`);
  return exitCodes.held;
}
