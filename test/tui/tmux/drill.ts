/**
 * A drill in a real terminal, as a person plays it: time stands still wherever the test looks, so what it sees is the same each time.
 *
 * ```ts
 * const drill = playDrill({ columns: 80, rows: 24 });
 * await drill.standing();
 * await drill.question('leave-region?');
 * await drill.golden('decision');
 * ```
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { Terminal, type TerminalOptions } from './terminal.ts';

export const scenario = 'scenarios/2011-08-07-eu-west-1.yaml';

/** A folder with the scenarios, in which the tour was seen before; gone when the test ends. */
export function drillFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zf-drill-'));
  cpSync('scenarios', join(folder, 'scenarios'), { recursive: true });
  mkdirSync(join(folder, '.zonefall'));
  writeFileSync(join(folder, '.zonefall/tour-seen'), '');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface PlayOptions extends Partial<TerminalOptions> {
  readonly columns: number;
  readonly rows: number;
  /** After `drill`; the scenario of 7 August without it. */
  readonly args?: readonly string[];
}

export function playDrill({ args = [scenario], folder = drillFolder(), ...options }: PlayOptions): Drill {
  const drill = new Drill(['drill', ...args, '--by', 'anna'], { ...options, folder });
  onTestFinished(() => drill.end());
  return drill;
}

export class Drill extends Terminal {
  readonly folder: string;
  #size: string;

  constructor(args: readonly string[], options: TerminalOptions) {
    super(args, options);
    this.folder = options.folder;
    this.#size = `${options.columns}x${options.rows}`;
  }

  /** The world stands, and time is stopped. */
  async standing(): Promise<void> {
    await this.waitFor(/Steady state.*holds/);
    if (this.#paused()) return;
    this.send('Space');
    await this.waitFor('‖ paused');
  }

  /** Runs to the next question, which is shown. */
  async question(words: string | RegExp): Promise<void> {
    this.send('n');
    await this.waitFor(words);
    await this.waitFor('‖ paused');
  }

  /** Runs to a moment of the fault clock, `1:10:00`, through the timeline; it is open then. */
  async until(moment: string): Promise<void> {
    await this.goTo(moment);
    await this.waitFor('y / n');
    this.send('y');
    await this.waitFor(new RegExp(`‖ paused.*\\n T\\+${moment} {2}`));
  }

  /** Looks at a moment in the timeline. */
  async goTo(moment: string): Promise<void> {
    this.send('T');
    await this.waitFor('Timeline');
    this.send('g');
    await this.waitFor('Go to');
    this.type(moment);
    this.send('Enter');
  }

  /** Opens a screen by its key. */
  async open(key: string, shows: string | RegExp): Promise<void> {
    this.send(key);
    await this.waitFor(shows);
  }

  /** Another size of the terminal; resolves when the drill has drawn itself anew. */
  async resizeTo(columns: number, rows: number): Promise<void> {
    this.resize(columns, rows);
    this.#size = `${columns}x${rows}`;
    await this.still();
  }

  /** The screen, when nothing on it changes any more. */
  async still(): Promise<string[]> {
    for (let before = '', same = 0; ; ) {
      const screen = this.screen();
      const text = screen.join('\n');
      same = text === before ? same + 1 : 0;
      if (same === 2) return screen;
      before = text;
      await sleep(60);
    }
  }

  /** Compares the screen with `golden/<name>-<size>.txt`; `vitest -u` writes it anew. Without the last row while that says something else. */
  async golden(name: string, { keys = true } = {}): Promise<void> {
    const file = `golden/${this.#size}-${name}.txt`;
    const path = new URL(file, import.meta.url);
    const awaited = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const shown = (screen: readonly string[]): string => {
      const rows = keys ? screen : screen.slice(0, Number(this.#size.split('x')[1]) - 2);
      return `${timeFree(rows).join('\n').trimEnd()}\n`;
    };
    let screen = await this.still();
    // Nothing changes on a screen, either, whose program waits for a busy machine.
    for (let tries = 0; tries < 30 && awaited !== undefined && shown(screen) !== awaited; tries++) {
      screen = await this.still();
    }
    await expect(shown(screen)).toMatchFileSnapshot(file);
    this.fits(screen);
  }

  /** Nothing is wider than the terminal, and the last row stays free: a full one would scroll. */
  fits(screen: readonly string[]): void {
    const [columns, rows] = this.#size.split('x').map(Number) as [number, number];
    expect(screen.length).toBeLessThanOrEqual(rows);
    expect(screen[rows - 1] ?? '').toBe('');
    for (const line of screen) expect([...line].length).toBeLessThanOrEqual(columns);
  }

  /** The journals of the folder, by name. */
  journals(): string[] {
    return readdirSync(join(this.folder, '.zonefall')).filter((name) => name.endsWith('.ndjson'));
  }

  #paused(): boolean {
    return this.screen().some((line) => line.includes('‖ paused'));
  }
}

/** Without what says when it was, how fast it ran, and which journal: each digit is a point, so that all stays where it is. */
export function timeFree(lines: readonly string[]): string[] {
  const points = (text: string): string => text.replaceAll(/[0-9]/g, '·');
  return lines.map((line) =>
    line
      .replaceAll(/#[0-9a-f]{8}\b/g, '#········')
      .replaceAll(/\b\d{1,3}:\d\d(:\d\d)?\b/g, points)
      .replaceAll(/(?<=paused \()\S+(?=\))|(?<=▸ )\d+x/g, points),
  );
}
