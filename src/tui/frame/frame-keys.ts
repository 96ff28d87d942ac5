/** The keys that mean the same on every screen that does not use them otherwise. */
import { useState } from 'react';
import type { DrillSession, DrillState } from '../../runbooks/drill/session.ts';
import { undoNow } from '../../runbooks/drill/views/undo.ts';
import { nextPace, paceText, screenKeys } from '../keys.ts';
import { type LineEditor, useKeys, useLineEditor } from '../kit/index.ts';
import { messages } from '../messages.ts';
import type { Navigation } from '../navigation.ts';

const texts = messages.frame;

export interface FrameKeyOptions {
  readonly session: DrillSession;
  readonly state: DrillState;
  readonly nav: Navigation;
  onQuit(): void;
  onInterrupt(): void;
}

/** Gives the editor of the filter while somebody types into it. */
export function useFrameKeys(options: FrameKeyOptions): LineEditor | undefined {
  const { nav, onInterrupt } = options;
  const filter = useFilter(nav);
  // A question is answered before anything else, and by nothing but its letters.
  useKeys(
    (name) => {
      if (name === 'ctrl+c') return false;
      if (['y', 'n', 'esc', 'Q', 'q'].includes(name)) nav.settle(name === 'y');
      return true;
    },
    { level: 'question', active: nav.question !== undefined },
  );
  useKeys(
    (name) => {
      if (name === 'ctrl+c') onInterrupt();
      else if (name === '/') filter.open();
      else return actions[name]?.(options) ?? openScreen(name, options);
      return true;
    },
    { level: 'frame' },
  );
  return filter.editor;
}

function useFilter(nav: Navigation): { readonly editor: LineEditor | undefined; open(): void } {
  const [typing, setTyping] = useState(false);
  const editor = useLineEditor({
    active: typing,
    // The list follows while it is typed.
    onChange: (text) => nav.setFilter(text),
    onSubmit: () => setTyping(false),
    onCancel: () => {
      nav.setFilter('');
      setTyping(false);
    },
  });
  const open = () => {
    editor.set(nav.filter);
    setTyping(true);
  };
  return { editor: typing ? editor : undefined, open };
}

type Action = (options: FrameKeyOptions) => boolean;

/** Does it, and has taken the key. */
const does =
  (action: (options: FrameKeyOptions) => void): Action =>
  (options) => {
    action(options);
    return true;
  };

const back = does(({ nav }) => {
  if (nav.filter !== '') nav.setFilter('');
  else if (nav.screen === 'drill') nav.toast(texts.quitHint);
  else nav.back();
});

const setPace = (direction: 1 | -1): Action =>
  does(({ session, state, nav }) => {
    const pace = nextPace(state.pace, direction);
    session.setPace(pace);
    nav.toast(texts.paceSet(paceText(pace)));
  });

/** Moves time on, if there is any left. */
const onward = (move: (session: DrillSession, state: DrillState) => void): Action =>
  does(({ session, state, nav }) => {
    if (state.phase === 'ended') nav.toast(texts.hasEnded);
    else if (state.phase !== 'loading') move(session, state);
  });

const toBox = (box: (now: number) => number): Action => does(({ nav }) => nav.focus(box(nav.box)));

const actions: Readonly<Record<string, Action>> = {
  space: onward((session, state) => (state.phase === 'paused' ? session.resume() : session.pause())),
  '{': setPace(-1),
  '}': setPace(1),
  n: onward((session) => session.runUntil('question')),
  '.': onward((session) => session.step()),
  1: toBox(() => 1),
  2: toBox(() => 2),
  3: toBox(() => 3),
  4: toBox(() => 4),
  tab: toBox((now) => (now % 4) + 1),
  'shift+tab': toBox((now) => ((now + 2) % 4) + 1),
  q: back,
  esc: back,
  Q: does(({ nav, state, session, onQuit }) => {
    nav.confirm(state.phase === 'ended' ? texts.leave : texts.quit(session.facts.journalPath), onQuit);
  }),
  z: does((options) => void undo(options)),
};

/** Says what will be undone and what stays as it is, and does it after a yes. */
async function undo({ session, nav }: FrameKeyOptions): Promise<void> {
  const offer = await undoNow(session.state.events);
  if ('why' in offer) return nav.toast(texts.nothingToUndo(offer.why));
  nav.confirm(texts.undo(offer.path, offer.staying.length), async () => {
    nav.toast(texts.undoing(offer.command));
    const { ok, lines } = await session.command(offer.command);
    if (ok) nav.toast(texts.undone(offer.path), 'good');
    else nav.toast(texts.notUndone(offer.path, lines[0] ?? ''), 'bad');
  });
}

function openScreen(name: string, { nav, state }: FrameKeyOptions): boolean {
  const screen = screenKeys[name];
  if (screen === undefined) return false;
  if (screen === 'decision' && state.pending.length === 0) nav.toast(texts.nothingAsked);
  else if (screen === 'help') nav.open('help', { of: nav.screen });
  else if (screen === 'decision') nav.open('decision', { path: state.pending[0]!.path });
  else nav.open(screen);
  return true;
}
