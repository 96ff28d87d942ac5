/**
 * A terminal that is not there: what a person would see of a component, as text, and keys to press. Frames come as they are drawn, and
 * `frame()` waits until nothing more is.
 */
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { render as inkRender } from 'ink';
import { createElement, type ReactNode, useState } from 'react';
import { onTestFinished } from 'vitest';
import {
  KeyProvider,
  KeyRouter,
  plainTheme,
  type Theme,
  ThemeProvider,
  useTerminalKeys,
  width,
} from '../../../src/tui/kit/index.ts';

export interface Rendered {
  /** The last frame without colours, blanks at the ends of lines cut. */
  frame(): Promise<string>;
  /** The same with colours. */
  raw(): Promise<string>;
  /** Types keys one after another: `'j'`, `keys.enter`. */
  press(...presses: string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  rerender(node: ReactNode): void;
  /** Every frame so far, without colours. */
  readonly frames: readonly string[];
  /** Everything that was sent to the terminal, with what draws nothing. */
  readonly written: readonly string[];
  /** Of a line of a frame, in columns. */
  width(line: string): number;
  /** Whether the app has ended. */
  left(): boolean;
  unmount(): void;
}

/** What a terminal sends for keys that are no characters. */
export const keys = {
  enter: '\r',
  esc: '\u001B',
  tab: '\t',
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  pageUp: '\u001B[5~',
  pageDown: '\u001B[6~',
  home: '\u001B[H',
  end: '\u001B[F',
  backspace: '\u007F',
  ctrlC: '\u0003',
} as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal is steered with.
const onlyControls = /^(?:\u001B\[\??[\d;]*[a-zA-Z])+$/;

/** What Ink takes for a terminal. */
export class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  readonly written: string[] = [];
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }
  write(data: string | Uint8Array, ...rest: unknown[]): boolean {
    this.written.push(String(data));
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  }
}

export class FakeStdin extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export interface RenderSize {
  readonly columns?: number;
  readonly rows?: number;
  readonly theme?: Theme;
}

/** A part of a screen, with a theme and keys around it. */
export function render(node: ReactNode, { columns = 80, rows = 24, theme = plainTheme }: RenderSize = {}): Rendered {
  const stdout = new FakeStdout(columns, rows);
  const stdin = new FakeStdin();
  const wrapped = (inner: ReactNode) =>
    createElement(ThemeProvider, { value: theme }, createElement(Keys, null, inner));
  const app = inkRender(wrapped(node), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
  });
  onTestFinished(() => app.unmount());
  let left = false;
  const over = () => {
    left = true;
  };
  void app.waitUntilExit().then(over, over);
  const frames = () => stdout.written.filter((text) => text !== '' && text !== '\n' && !onlyControls.test(text));
  const last = () => frames().at(-1) ?? '';
  const raw = async () => {
    await settled();
    return last();
  };
  return {
    raw,
    frame: async () =>
      stripVTControlCharacters(await raw())
        .split('\n')
        .map((each) => each.trimEnd())
        .join('\n'),
    press: async (...presses) => {
      for (const press of presses) {
        stdin.write(press);
        await settled(press.length);
        // Ink waits a moment whether an escape begins a sequence.
        if (press === keys.esc) await pause(30);
      }
    },
    resize: async (toColumns, toRows) => {
      stdout.columns = toColumns;
      stdout.rows = toRows;
      stdout.emit('resize');
      await settled();
    },
    rerender: (next) => app.rerender(wrapped(next)),
    get frames() {
      return frames().map((text) => stripVTControlCharacters(text));
    },
    written: stdout.written,
    width,
    left: () => left,
    unmount: () => app.unmount(),
  };
}

function Keys({ children }: { readonly children?: ReactNode }): ReactNode {
  const [router] = useState(() => new KeyRouter());
  useTerminalKeys(router);
  return createElement(KeyProvider, { value: router }, children);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Until promises, effects and `typed` keys that came at once are done with. */
async function settled(typed = 1): Promise<void> {
  for (let turn = 0; turn < 4 + 3 * typed; turn++) await new Promise((resolve) => setImmediate(resolve));
}
