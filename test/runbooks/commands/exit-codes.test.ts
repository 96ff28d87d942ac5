/** The exit codes, each reached by a command as somebody would type it, and each way in which a run must not pass. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../../../src/runbooks/commands/context.ts';
import type { Engine } from '../../../src/runbooks/commands/engine.ts';
import { run } from '../../../src/runbooks/commands/run.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import { program } from '../../program.ts';
import { writeSlowRun } from '../durable/kills.ts';
import { smallRunbook, writeSmallRun } from '../durable/small-run.ts';
import { testConsole } from './console.ts';

const patience = { timeout: 120_000 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zonefall-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Types a command, without a terminal; `signal` is sent once the command says that something started. */
async function typed(folder: string, args: readonly string[], signal?: NodeJS.Signals) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (signal !== undefined && !stderr.includes('started') && text.includes('started')) child.kill(signal);
    stderr += text;
  });
  // A process that a signal has ended has that code for a shell.
  const status = await new Promise<number | null>((done) =>
    child.once('close', (code, ended) => done(code ?? (ended && 128 + constants.signals[ended]))),
  );
  return { status, stderr };
}

/** The zone stays dark: only a plan could bring it back. */
const forEver = ['for: PT6M', 'for: PT9H'] as const;
const wallRunbook = `version: 1\nkind: runbook\nid: wall\ntitle: Real
activate:
  - { id: act, uses: "slow:write", with: { ms: 1000 } }
  - { id: never, needs: [act], uses: "slow:write" }
`;

describe('the exit codes of product and README', () => {
  const reached: Readonly<Record<keyof typeof exitCodes, (folder: string) => ReturnType<typeof typed>>> = {
    held: async (folder) => {
      writeSmallRun(folder);
      return typed(folder, ['run', 'small.yaml']);
    },
    failed: async (folder) => {
      writeSmallRun(folder, { scenario: [['max: PT60M', 'max: PT5M']] });
      return typed(folder, ['run', 'small.yaml']);
    },
    usage: async (folder) => typed(folder, ['run', 'nothing.yaml']),
    internal: async (folder) => {
      // Code of somebody else that breaks the process itself is nothing that was foreseen.
      const plugin = readFileSync(join(folder, 'slow.ts'), 'utf8').replace(
        'await clock',
        'process.nextTick(() => { throw new Error("broken"); }); await clock',
      );
      writeFileSync(join(folder, 'slow.ts'), plugin);
      return typed(folder, ['run', 'wall.runbook.yaml', '--plugin', './slow.ts']);
    },
    inconclusive: async (folder) => {
      writeSmallRun(folder, { scenario: [[/^method:\n.*\n/m, 'method: []\n']] });
      return typed(folder, ['run', 'small.yaml']);
    },
    stopped: async (folder) => {
      writeSmallRun(folder, {
        scenario: [
          [
            /^budgets:/m,
            'stop-conditions: [{ name: nobody-serves, when: "probe(\'dns:live-targets\') < 1" }]\nbudgets:',
          ],
        ],
      });
      return typed(folder, ['run', 'small.yaml']);
    },
    diverged: async (folder) => {
      const line = '{"seq":0,"at":0,"kind":"run.started","hash":"';
      writeFileSync(join(folder, 'changed.ndjson'), `${line}${'0'.repeat(64)}"}\n`);
      return typed(folder, ['replay', 'changed.ndjson']);
    },
    needsAPerson: async (folder) => typed(folder, ['run', 'slow.runbook.yaml', '--plugin', './slow.ts']),
    hungUp: async (folder) => typed(folder, ['run', 'wall.runbook.yaml', '--plugin', './slow.ts'], 'SIGHUP'),
    interrupted: async (folder) => typed(folder, ['run', 'wall.runbook.yaml', '--plugin', './slow.ts'], 'SIGINT'),
    terminated: async (folder) => typed(folder, ['run', 'wall.runbook.yaml', '--plugin', './slow.ts'], 'SIGTERM'),
  };

  it.each(Object.entries(exitCodes))('%s is %i', patience, async (name, code) => {
    const folder = newFolder();
    writeSlowRun(folder);
    writeFileSync(join(folder, 'wall.runbook.yaml'), wallRunbook);
    const { status, stderr } = await reached[name as keyof typeof exitCodes](folder);
    expect({ status, stderr }).toEqual({ status: code, stderr: expect.any(String) });
    expect(stderr, 'never a stack').not.toMatch(/^ +at /m);
  });
});

/** The journal is told when the world is at its end: a world lets nobody write files meanwhile. */
const inThread: Engine = async (request, options) => {
  const outcome = await execute(request);
  for (const line of outcome.journal) options?.onEvent?.(JSON.parse(line), line);
  return outcome;
};

type Written = Parameters<typeof writeSmallRun>[1];

async function simulated(written: Written) {
  const console = testConsole();
  const file = writeSmallRun(console.context.folder, written);
  const exitCode = await run(console.context, { output: [{ format: 'json' }] }, file, inThread);
  return { exitCode, reasons: (JSON.parse(console.stdout()) as { reasons: string[] }).reasons.join('; ') };
}

describe('a simulated run does not pass', () => {
  it('when a safety rule kept its plan from writing: 1', patience, async () => {
    const runbook = `${smallRunbook.replace('id: recovered, needs: [decide], uses: "steady-state:wait"', 'id: fence, needs: [decide], uses: "couchdb:fence", with: { region: eu-west-1 }')}
safety-rules: [{ name: nobody-writes, type: ATMOST, threshold: -1, of: "couchdb:writable-masters" }]\n`;
    const { exitCode, reasons } = await simulated({ runbook, scenario: [forEver] });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 1,
      reasons: expect.stringContaining('safety rule "nobody-writes"'),
    });
  });

  it('when an approval is missing until its time is over: 1', patience, async () => {
    const runbook = smallRunbook.replace(
      'with: { decision: leave-region }',
      'with: { decision: leave-region }, timeout: PT10M',
    );
    const { exitCode, reasons } = await simulated({
      runbook,
      scenario: [forEver, ['leave-region: PT2M', 'leave-region: PT9H']],
    });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 1,
      reasons: expect.stringContaining('the plan failed: decide: it took longer than PT10M'),
    });
  });

  it('when an invariant was broken once, however fast the recovery: 1', patience, async () => {
    const { exitCode, reasons } = await simulated({
      scenario: [
        [
          'uses: "couchdb:writable-masters", tolerance: { max: 1 }',
          'uses: "couchdb:writable-masters", tolerance: { max: 0 }',
        ],
      ],
    });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 1,
      reasons: expect.stringContaining('the invariant "one-couch-master" was broken'),
    });
  });

  it('when a stop condition was met: 5', patience, async () => {
    const { exitCode, reasons } = await simulated({
      scenario: [
        [/^budgets:/m, 'stop-conditions: [{ name: nobody-serves, when: "probe(\'dns:live-targets\') < 1" }]\nbudgets:'],
      ],
    });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 5,
      reasons: expect.stringContaining('the stop condition "nobody-serves" was met'),
    });
  });

  it('when its fault found no target: 4', patience, async () => {
    const { exitCode, reasons } = await simulated({
      scenario: [
        ['zone: { type: zone, ids: [euw1-az1] }', 'zone: { type: host, ids: [] }'],
        [/uses: "zone:power-interruption"(.*), with: .*\n/, 'uses: "host:power"$1 }\n'],
      ],
    });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 4,
      reasons: expect.stringContaining('found no target: it tested nothing'),
    });
  });

  it('when its horizon came before anything was decided: 4', patience, async () => {
    const { exitCode, reasons } = await simulated({ scenario: [forEver, ['horizon: PT3H', 'horizon: PT10M']] });
    expect({ exitCode, reasons }).toEqual({
      exitCode: 4,
      reasons: expect.stringContaining("when the run's horizon came"),
    });
  });
});

describe('without a terminal', () => {
  it(
    'nobody is asked: the run says in a line what it needs and how to go on, and a file of decisions is enough',
    patience,
    async () => {
      const folder = newFolder();
      writeSlowRun(folder);
      const asked = await typed(folder, [
        'run',
        'slow.runbook.yaml',
        '--plugin',
        './slow.ts',
        '--journal',
        'slow.ndjson',
      ]);
      expect(asked.status).toBe(7);
      expect(asked.stderr).toContain(
        'zonefall: needs a person: "decide" asks commander for leave (go, abort), and there is no terminal; write "leave: go" into a file: zonefall resume slow.ndjson --plugin ./slow.ts --decisions FILE\n',
      );
      const again = await typed(folder, [
        'run',
        'slow.runbook.yaml',
        '--plugin',
        './slow.ts',
        '--journal',
        'slow.ndjson',
      ]);
      expect(again).toEqual({
        status: 2,
        stderr: expect.stringContaining('slow.ndjson holds a run that has no end: zonefall resume slow.ndjson'),
      });
      const told = await typed(folder, [
        'resume',
        'slow.ndjson',
        '--plugin',
        './slow.ts',
        '--decisions',
        'decisions.yaml',
      ]);
      expect(told.status).toBe(0);
    },
  );
});
