import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/runbooks/commands/engine.ts';
import { exitCodeOfError } from '../../../src/runbooks/commands/failures.ts';
import { replay } from '../../../src/runbooks/commands/replay.ts';
import { type RunFlags, run } from '../../../src/runbooks/commands/run.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import { writeSmallRun } from '../durable/small-run.ts';
import { testConsole } from './console.ts';

/** Runs in this thread; a journal is written when the world has ended, for nothing of the machine may be touched inside it. */
const engine: Engine = async (request, options) => {
  const outcome = await execute(request);
  for (const line of outcome.journal) options?.onEvent?.(JSON.parse(line), line);
  return outcome;
};

/** Somebody types `run small.yaml` in a folder with a small scenario; each file is written there first. */
function atHome(files: Readonly<Record<string, string>>) {
  const console = testConsole();
  const { folder } = console.context;
  const scenario = writeSmallRun(folder);
  const inFolder = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(files)) writeFileSync(inFolder(name), text);
  return {
    ...{ console, inFolder },
    typed: (flags: RunFlags) => run(console.context, { output: [], ...flags }, scenario, engine),
    journal: (name: string) => readFileSync(inFolder(name), 'utf8'),
  };
}

const go = '- { decision: leave-region, choice: go, after: PT4M, by: anna }\n';

describe('zonefall run --decisions', () => {
  it('asks people as a drill does, and the file answers', async () => {
    const { typed, inFolder, journal, console } = atHome({ 'd.yaml': go });
    const flags = { decisions: inFolder('d.yaml'), journal: inFolder('run.ndjson') };
    expect(await typed(flags)).toBe(0);
    expect(journal('run.ndjson')).toContain('"by":"anna","choice":"go","waitedSeconds":240');
    expect(await replay(console.context, {}, inFolder('run.ndjson'), engine)).toBe(0);
  });

  it('plays the journal of a drill again with its own seed, to the last byte', async () => {
    const { typed, inFolder, journal } = atHome({ 'd.yaml': go });
    await typed({ decisions: inFolder('d.yaml'), journal: inFolder('one.ndjson'), seed: 7 });
    await typed({ decisions: inFolder('one.ndjson'), journal: inFolder('two.ndjson') });
    expect(journal('two.ndjson')).toBe(journal('one.ndjson'));
    await typed({ decisions: inFolder('one.ndjson'), journal: inFolder('three.ndjson'), seed: 8 });
    expect(journal('three.ndjson')).toContain('"seed":8');
    expect(journal('three.ndjson')).toContain('"by":"anna","choice":"go"');
  });

  it('ends with code 7 at a question that nobody answers, and names it', async () => {
    const { typed, inFolder } = atHome({ 'd.yaml': '- { decision: failed-step, choice: skip }\n' });
    const error = await typed({ decisions: inFolder('d.yaml') }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      message: expect.stringMatching(/"decide" asks commander for leave-region \(go, abort\)/),
    });
    expect(exitCodeOfError(error)).toBe(7);
  });

  it('refuses a file that nobody could follow, in a line, before anything is run', async () => {
    const { typed, inFolder } = atHome({ 'd.yaml': '- { decision: leave-regoin, choice: go }\n' });
    const error = await typed({ decisions: inFolder('d.yaml') }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(/d\.yaml:1:15: .*did you mean "leave-region"\?$/) });
    expect(exitCodeOfError(error)).toBe(2);
  });

  it('never writes over the journal that it reads', async () => {
    const { typed, inFolder } = atHome({ 'd.yaml': go });
    const place = inFolder('d.yaml');
    await expect(typed({ decisions: place, journal: place })).rejects.toThrow('holds the decisions');
  });
});
