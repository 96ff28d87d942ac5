import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../../program.ts';

const folder = 'examples';
const files = readdirSync(folder).filter((name) => /\.(md|yaml)$/.test(name));
const texts = new Map(files.map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));

test('the manifests are YAML of their kinds, with as many shards as they say', () => {
  const workflow = parse(texts.get('github-actions-matrix.yaml')!);
  const { strategy, steps } = workflow.jobs.shard;
  const sharded = steps.map(({ run = '' }: { run?: string }) => run).find((run: string) => run.includes('--shard'));
  expect(sharded).toContain(`--shard \${{ matrix.index }}/${strategy.matrix.index.length} `);
  expect(strategy.matrix.index).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  const { kind, spec } = parse(texts.get('kubernetes-indexed-job.yaml')!);
  expect({ kind, mode: spec.completionMode }).toEqual({ kind: 'Job', mode: 'Indexed' });
  expect(spec.template.spec.containers[0].args[0]).toContain(`--shard $shard/${spec.completions} `);
});

test('every command in them is one that exists, with flags that it has', () => {
  const typed = [...texts.values()].flatMap((text) =>
    [...text.replaceAll(/\n\s*(?=--|-o)/g, ' ').matchAll(/zonefall (sweep|merge|worker|gate)\b([^\n`]*)/g)].map(
      ([, command, rest]) => ({ command: command!, flags: rest!.match(/ --[a-z]+/g) ?? [] }),
    ),
  );
  expect(new Set(typed.map(({ command }) => command))).toEqual(new Set(['sweep', 'merge', 'worker', 'gate']));
  for (const command of new Set(typed.map((each) => each.command))) {
    const { stdout } = spawnSync(process.execPath, [program, command, '--help'], { encoding: 'utf8' });
    const flags = typed.filter((each) => each.command === command).flatMap((each) => each.flags);
    for (const flag of flags) expect(stdout, `${command}${flag}`).toContain(flag.trim());
  }
});
