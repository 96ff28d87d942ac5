/** Which screen is open, what lies beneath it, and what is remembered of each: the state behind `Nav`. */
import { useEffect, useMemo, useState } from 'react';
import { host } from '../sim/kernel/host-globals.ts';
import type { Nav, ScreenArgs, ScreenName, Tone } from './kit/index.ts';

export interface Toast {
  readonly text: string;
  readonly tone: Tone;
}

export interface Question {
  readonly text: string;
  readonly action: () => void;
}

type Value = string | number | boolean;

interface NavState {
  readonly stack: readonly { readonly screen: ScreenName; readonly args: ScreenArgs }[];
  readonly filters: Readonly<Partial<Record<ScreenName, string>>>;
  readonly boxes: Readonly<Partial<Record<ScreenName, number>>>;
  readonly selections: Readonly<Record<string, number>>;
  readonly memory: Readonly<Record<string, Value>>;
  readonly toast?: Toast;
  readonly question?: Question;
}

export interface Navigation extends Nav {
  readonly shownToast: Toast | undefined;
  readonly question: Question | undefined;
  /** Closes the question, and does what it asked about if `yes`. */
  settle(yes: boolean): void;
}

/** How long a toast is shown. */
const toastMs = 4000;

export function useNavigation(first: ScreenName, args: ScreenArgs = {}): Navigation {
  const [state, setState] = useState<NavState>(() => ({
    stack: [{ screen: first, args }],
    filters: {},
    boxes: {},
    selections: {},
    memory: {},
  }));
  const { toast } = state;
  useEffect(() => {
    if (toast === undefined) return;
    const timer = host.setTimeout(
      () => setState((now) => (now.toast === toast ? { ...now, toast: undefined } : now)),
      toastMs,
    );
    return () => host.clearTimeout(timer);
  }, [toast]);
  return useMemo(() => navigationOf(state, setState), [state]);
}

type Change = (change: (now: NavState) => NavState) => void;

function navigationOf(state: NavState, change: Change): Navigation {
  const top = state.stack.at(-1)!;
  const { screen } = top;
  return {
    screen,
    args: top.args,
    open: (to, args = {}) => change((now) => ({ ...now, stack: opened(now.stack, to, args) })),
    back: () => change((now) => ({ ...now, stack: closed(now.stack) })),
    toast: (text, tone = 'plain') => change((now) => ({ ...now, toast: { text, tone } })),
    confirm: (text, action) => change((now) => ({ ...now, question: { text, action } })),
    filter: state.filters[screen] ?? '',
    setFilter: (text) => change((now) => ({ ...now, filters: { ...now.filters, [screen]: text } })),
    box: state.boxes[screen] ?? 1,
    focus: (box) => change((now) => ({ ...now, boxes: { ...now.boxes, [screen]: box } })),
    selected: (list) => state.selections[list] ?? 0,
    select: (list, index) => change((now) => ({ ...now, selections: { ...now.selections, [list]: index } })),
    memory: (name, first) => (state.memory[name] ?? first) as typeof first,
    remember: (name, value) => change((now) => ({ ...now, memory: { ...now.memory, [name]: value } })),
    shownToast: state.toast,
    question: state.question,
    settle: (yes) => {
      change((now) => ({ ...now, question: undefined }));
      if (yes) state.question?.action();
    },
  };
}

type Stack = NavState['stack'];

/** A screen stands on the stack once: one that is opened again comes to the top. */
function opened(stack: Stack, screen: ScreenName, args: ScreenArgs): Stack {
  return [...stack.filter((each) => each.screen !== screen), { screen, args }];
}

function closed(stack: Stack): Stack {
  if (stack.length > 1) return stack.slice(0, -1);
  return [{ screen: 'drill', args: {} }];
}
