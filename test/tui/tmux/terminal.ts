/**
 * A real terminal for a test: tmux with one pane, in which the program runs as a person would start it. Keys are sent, and the screen is
 * read, as tmux sees it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { program } from '../../program.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Where the program is started. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Without tmux there is no terminal to look at; `describe.skipIf(!hasTmux)`. */
export const hasTmux = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((folder) =>
  existsSync(join(folder, 'tmux')),
);

const ended = 'the program ended with ';
/** What anything may take on a machine that does much else. */
const patienceSeconds = 90;
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'zf-tmux-'));
  readonly #env: NodeJS.ProcessEnv;

  constructor(args: readonly string[], { columns, rows, folder, env = {} }: TerminalOptions) {
    this.#env = { PATH: process.env.PATH, HOME: this.#folder, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env };
    // The shell stays when the program has ended, so that what it left behind can be looked at.
    const command = `${[process.execPath, program, ...args].map(quoted).join(' ')}; echo "${ended}$?"; exec sh`;
    const size = ['-x', String(columns), '-y', String(rows)];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, 'sh');
    this.#tmux('set-option', '-g', 'status', 'off');
    this.#tmux('set-option', '-g', 'escape-time', '0');
    this.#tmux('set-option', '-g', 'window-size', 'manual');
    this.#tmux('resize-window', ...size);
    this.#tmux('pipe-pane', '-O', `cat >> ${quoted(this.#raw)}`);
    this.type(` clear; cd ${quoted(folder)}; ${command}`);
    this.send('Enter');
  }

  get #raw(): string {
    return join(this.#folder, 'raw');
  }

  /** Keys by tmux's names: `Enter`, `Escape`, `Space`, `C-c`, `Up`, `a`. */
  send(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  type(text: string): void {
    this.#tmux('send-keys', '-l', text);
  }

  /** The lines of the screen, without blanks at their ends. */
  screen(): string[] {
    return this.#tmux('capture-pane', '-p')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.trimEnd());
  }

  /** The screen, as soon as it shows that. Rejects with the screen that there was instead. */
  async waitFor(what: string | RegExp, seconds = patienceSeconds): Promise<string[]> {
    const shows = (text: string): boolean => (typeof what === 'string' ? text.includes(what) : what.test(text));
    for (let tries = 0, seen = -1; tries < seconds * 20; tries++) {
      // To ask tmux costs a process each time: only when something was written, and now and then if it came late.
      const written = this.written();
      if (written !== seen || tries % 4 === 0) {
        seen = written;
        const screen = this.screen();
        if (shows(screen.join('\n'))) return screen;
      }
      await sleep(50);
    }
    throw new Error(`after ${seconds} s the screen does not show ${String(what)}:\n${this.screen().join('\n')}`);
  }

  /** The exit code, once the program has ended. */
  async exitCode(seconds = patienceSeconds): Promise<number> {
    const screen = (await this.waitFor(new RegExp(`${ended}\\d+`), seconds)).join('\n');
    return Number(new RegExp(`${ended}(\\d+)`).exec(screen)![1]);
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What tmux knows of the pane: `alternate_on`, `cursor_flag`, `pane_dead`. */
  flag(name: string): string {
    return this.#tmux('display-message', '-p', `#{${name}}`).trim();
  }

  /** The program's own process, not the shell's. */
  pid(): number {
    const shell = this.flag('pane_pid');
    const children = readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ');
    return Number(children[0]);
  }

  /** How many bytes were written to the terminal so far. */
  written(): number {
    return statSync(this.#raw, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Everything that was written to the terminal so far, escapes included. */
  output(): string {
    return existsSync(this.#raw) ? readFileSync(this.#raw, 'utf8') : '';
  }

  end(): void {
    try {
      this.#tmux('kill-server');
    } catch {
      // It has ended with its last shell.
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #tmux(...args: readonly string[]): string {
    const socket = join(this.#folder, 's');
    return execFileSync('tmux', ['-S', socket, ...args], {
      encoding: 'utf8',
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}
