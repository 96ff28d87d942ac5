import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { smallRequest } from './sweep/small-sweep.ts';

/** What a world's thread does, in a process of its own: `commands/world-thread-main.ts`. */
const story = `
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { loadBuilt } = await import(${JSON.stringify(resolve('dist/runbooks/built-world.js'))});
  const world = loadBuilt('world');
  const { execute, giveToThread, lightHttp } = world.exports;
  giveToThread(lightHttp);
  const { result } = await execute(${JSON.stringify({ ...smallRequest, seed: 4 })});
  world.keepCode();
  const heavy = ['http', 'http2', 'internal/deps/undici/undici'].filter((name) => process.moduleLoadList.includes('NativeModule ' + name));
  console.log(JSON.stringify({ trace: result.trace.sha256, heavy }));
`;

test('a built world loads no HTTP client of Node’s; the code that it called is kept once and changes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'built-world-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const play = () =>
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', story], {
        encoding: 'utf8',
        env: { ...process.env, NODE_COMPILE_CACHE: folder },
      }),
    ) as { trace: string; heavy: string[] };
  const kept = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).includes('zonefall-'));
  const first = play();
  expect(first.heavy).toEqual([]);
  const code = kept();
  expect(code).toHaveLength(1);
  expect(play()).toEqual(first);
  expect(kept()).toEqual(code);
});
