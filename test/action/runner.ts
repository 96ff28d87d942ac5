/** As much of GitHub's runner as a composite action needs: expressions, inputs, outputs and the shell steps, in a folder of their own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { program } from '../program.ts';

export interface ActionStep {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly description: string; readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export const actionText = readFileSync('action.yml', 'utf8');
export const action = parse(actionText) as Action;

type Outputs = Record<string, Record<string, string>>;
type Names = Readonly<Record<string, unknown>>;

/** The value of `${{ ... }}` as far as the action uses them: names with dashes, comparisons, `!cancelled()`. */
function expression(text: string, names: Names): unknown {
  const script = text.replace(/\b(inputs|github|runner|steps)((?:\.[\w-]+)+)/g, (_, root: string, path: string) => {
    let value: unknown = names[root];
    for (const part of path.slice(1).split('.')) value = (value as Names | undefined)?.[part];
    return JSON.stringify(value ?? '');
  });
  return new Function('cancelled', `return (${script});`)(() => false);
}

function filled(text: string, names: Names): string {
  return text.replace(/\$\{\{(.*?)\}\}/g, (_, inner: string) => String(expression(inner, names)));
}

export interface Ran {
  /** Of the step that ended the action, 0 if none did. */
  readonly exitCode: number;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** The names of the steps that ran, those with `uses` included. */
  readonly steps: readonly string[];
  /** What each step with `uses` was given. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The files of the repository afterwards, git's own apart. */
  readonly workspace: readonly string[];
  /** The files in the folder of reports, and one of them. */
  readonly reports: readonly string[];
  report(name: string): string;
}

/** Runs the action on a repository with these files. `inputs` are those of a workflow. */
export function runAction(files: Readonly<Record<string, string>>, inputs: Readonly<Record<string, string>>): Ran {
  const root = mkdtempSync(join(tmpdir(), 'zonefall-action-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = (name: string) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const workspace = folder('workspace');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(workspace, name, '..'), { recursive: true });
    writeFileSync(join(workspace, name), text);
  }
  commit(workspace);
  // The action as it is checked out, with the program that was built.
  const actionPath = folder('action');
  mkdirSync(join(actionPath, 'dist/app'), { recursive: true });
  writeFileSync(join(actionPath, 'dist/app/cli.js'), `import ${JSON.stringify(program)};\n`);
  writeFileSync(join(actionPath, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(actionPath, '.github/action'), { recursive: true });
  writeFileSync(join(actionPath, '.github/action/lines.sh'), readFileSync('.github/action/lines.sh'));

  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? '']);
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const names: Names = {
    inputs: { ...Object.fromEntries(defaults), ...inputs },
    github: { action_path: actionPath },
    runner: { temp: folder('temp') },
    steps,
  };
  const summary = join(root, 'summary.md');
  writeFileSync(summary, '');
  const ran = { log: '', steps: [] as string[], used: {} as Outputs };
  let exitCode = 0;
  for (const [index, step] of action.runs.steps.entries()) {
    const always = step.if?.includes('cancelled()') === true;
    if (exitCode !== 0 && !always) continue;
    if (step.if !== undefined && !expression(step.if.replace(/^\$\{\{|\}\}$/g, ''), names)) continue;
    ran.steps.push(step.name ?? step.uses!);
    const given = (record: Readonly<Record<string, string>> = {}) =>
      Object.fromEntries(Object.entries(record).map(([key, value]) => [key, filled(String(value), names)]));
    if (step.run === undefined) {
      ran.used[step.name ?? step.uses!] = given(step.with);
      continue;
    }
    const output = join(root, `output-${index}`);
    writeFileSync(output, '');
    const script = join(root, `step-${index}.sh`);
    writeFileSync(script, step.run);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      encoding: 'utf8',
      cwd: join(workspace, filled(step['working-directory'] ?? '.', names)),
      env: {
        PATH: process.env.PATH,
        HOME: root,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        ...given(step.env),
      },
    });
    ran.log += stdout + stderr;
    if (exitCode === 0) exitCode = status ?? 3;
    const lines = readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    if (step.id !== undefined) {
      steps[step.id] = { outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2))) };
    }
  }
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, names)]),
  );
  const reports = outputs.reports!;
  return {
    ...ran,
    exitCode,
    outputs,
    summary: readFileSync(summary, 'utf8'),
    workspace: readdirSync(workspace).filter((name) => name !== '.git'),
    reports: reports === '' ? [] : readdirSync(reports).sort(),
    report: (name) => readFileSync(join(reports, name), 'utf8'),
  };
}

function commit(workspace: string): void {
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.test', '-c', 'init.defaultBranch=main'];
    const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: workspace, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'A scenario');
}
