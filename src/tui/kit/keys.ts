/**
 * Keys, by name: a printable one is itself (`a`, `A`, `:`, `ü`), the others are `enter`, `esc`, `up`, `space`, `ctrl+c` and so on. A
 * key goes to those who capture all (a line that is typed into, a question), then to the open screen, and last to the frame
 * around it; whoever takes it returns true.
 */
import { type Key, useInput } from 'ink';
import { createContext, useContext, useLayoutEffect, useRef } from 'react';
import { host } from '../../sim/kernel/host-globals.ts';
import { characters } from './text.ts';

export interface Press {
  readonly name: string;
  /** What it types; empty for a key that types nothing. */
  readonly text: string;
}

/** True if the key was taken: nobody else gets it. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing took nothing.
export type KeyHandler = (name: string, press: Press) => boolean | void;

const levels = ['question', 'capture', 'screen', 'frame'] as const;
/** Who is asked first. */
export type KeyLevel = (typeof levels)[number];

interface Listener {
  readonly level: KeyLevel;
  readonly handler: { current: KeyHandler };
}

/** Hands keys to those who listen, one at a time: each sees what the one before it has changed. */
export class KeyRouter {
  readonly #listeners: Listener[] = [];
  readonly #waiting: Press[] = [];
  #busy = false;

  /** Returns how to stop listening. */
  listen(listener: Listener): () => void {
    this.#listeners.push(listener);
    return () => void this.#listeners.splice(this.#listeners.indexOf(listener), 1);
  }

  press(presses: readonly Press[]): void {
    this.#waiting.push(...presses);
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const press = this.#waiting.shift();
    this.#busy = press !== undefined;
    if (press === undefined) return;
    try {
      this.#offer(press);
    } finally {
      // What was pasted or typed ahead waits for the screen that the key before it has opened: React begins to draw it in the next turn of
      // the event loop.
      if (this.#waiting.length > 0) host.setImmediate(() => host.setImmediate(() => this.#next()));
      else this.#busy = false;
    }
  }

  #offer(press: Press): void {
    for (const level of levels) {
      // Within a level whoever came last is on top.
      const takers = this.#listeners.filter((each) => each.level === level).reverse();
      if (takers.some(({ handler }) => handler.current(press.name, press) === true)) return;
    }
  }
}

const KeyContext = createContext<KeyRouter | undefined>(undefined);
export const KeyProvider = KeyContext.Provider;

/** Calls `handler` for each key. It may be a new function on each render. */
export function useKeys(
  handler: KeyHandler,
  options: { readonly level?: KeyLevel; readonly active?: boolean } = {},
): void {
  const { level = 'screen', active = true } = options;
  const router = useContext(KeyContext);
  const latest = useRef(handler);
  latest.current = handler;
  // Before the next key: a listener that is only late would let it through to others.
  useLayoutEffect(() => {
    if (active) return router?.listen({ level, handler: latest });
  }, [router, level, active]);
}

/** Reads the terminal's keys into a router; once, at the root. */
export function useTerminalKeys(router: KeyRouter): void {
  useInput((input, key) => router.press(pressesOf(input, key)));
}

const named: readonly (readonly [keyof Key, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** What Ink gives for one reading of the terminal: a key with a name, or all characters that had come by then. */
export function pressesOf(input: string, key: Key): Press[] {
  if (key.eventType === 'release') return [];
  const name = named.find(([flag]) => key[flag] === true)?.[1];
  if (name !== undefined) return [{ name: name === 'tab' && key.shift ? 'shift+tab' : name, text: '' }];
  if (key.ctrl && input !== '') return [{ name: `ctrl+${input === ' ' ? 'space' : input}`, text: '' }];
  return characters(input).flatMap(pressOf);
}

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'tab',
  '\u001B': 'esc',
  '\u007F': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl+c',
};

function pressOf(character: string): Press[] {
  const control = controls[character];
  if (control !== undefined) return [{ name: control, text: '' }];
  if (/^\p{Cc}/u.test(character)) return [];
  return [{ name: character === ' ' ? 'space' : character, text: character }];
}
