/** What a person does on the timeline: where the cursor is, what is marked, what is open below, and the keys for all of it. */
import { useEffect, useRef, useState } from 'react';
import type { DrillSession, ForkChoices } from '../../../runbooks/drill/session.ts';
import type { Snapshot } from '../../../runbooks/drill/snapshot.ts';
import { type Change, changesBetween } from '../../../runbooks/drill/views/difference.ts';
import { momentText } from '../../../runbooks/drill/views/moment-text.ts';
import type { Timeline } from '../../../runbooks/drill/views/timeline.ts';
import { type Cursor, nextMark, previousMark } from '../../../runbooks/drill/views/timeline-cursor.ts';
import { type ScreenArgs, type ScreenProps, useKeys } from '../../kit/index.ts';
import { messages } from '../../messages.ts';
import { useKept } from '../kept.ts';
import { columnOf, momentAt, viewOf, zoomMax } from './lanes.ts';

const texts = messages.timeline;

/** What is shown below the lanes. */
export type OpenPage =
  | { readonly kind: 'events' }
  | { readonly kind: 'go-to' }
  | { readonly kind: 'fork'; readonly atUs: number }
  | { readonly kind: 'busy'; readonly text: string }
  | { readonly kind: 'world'; readonly snapshot: Snapshot }
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly fromUs: number; readonly toUs: number };

export interface TimelineControls {
  readonly cursor: Cursor;
  /** Whether the cursor goes along with the present. */
  readonly following: boolean;
  /** The line is drawn 2 to the power of it as long. */
  readonly zoom: number;
  /** A person's own breakpoints. */
  readonly own: readonly number[];
  readonly markedUs: number | undefined;
  readonly page: OpenPage;
  close(): void;
  goTo(atUs: number): void;
  fork(atUs: number, choices: ForkChoices): void;
}

const events: OpenPage = { kind: 'events' };

export function useTimeline(
  { session, state, nav }: ScreenProps,
  timeline: Timeline,
  columns: number,
): TimelineControls {
  const [chosen, setChosen] = useKept<Cursor | undefined>(session, 'timeline cursor', undefined);
  const [zoom, setZoom] = useKept(session, 'timeline zoom', 0);
  const [own, setOwn] = useKept<readonly number[]>(session, 'timeline breakpoints', []);
  const [markedUs, setMarked] = useKept<number | undefined>(session, 'timeline mark', undefined);
  const [args, setArgs] = useKept<ScreenArgs | undefined>(session, 'timeline args', undefined);
  const [page, setPage] = useState<OpenPage>(events);
  // Whoever closes a page that is still being computed does not want it any more.
  const asked = useRef(0);

  const last = timeline.marks.at(-1);
  const now: Cursor = { atUs: timeline.toUs, nth: last?.atUs === timeline.toUs ? last.nth : -1 };
  const cursor = chosen ?? now;
  const moment = momentText(cursor.atUs);

  useEffect(() => {
    if (nav.args === args || typeof nav.args.atUs !== 'number') return;
    setArgs(nav.args);
    setChosen({ atUs: nav.args.atUs, nth: -1 });
  });

  const close = () => {
    asked.current += 1;
    setPage(events);
  };
  const open = (next: OpenPage) => {
    nav.select('timeline page', 0);
    setPage(next);
  };
  /** Shows `text` until `work` is done, and then what came of it. */
  const compute = (text: string, work: () => Promise<OpenPage | undefined>) => {
    asked.current += 1;
    const mine = asked.current;
    open({ kind: 'busy', text });
    work().then(
      (next) => mine === asked.current && setPage(next ?? events),
      (error: unknown) => {
        if (mine !== asked.current) return;
        setPage(events);
        nav.toast(texts.failed(error instanceof Error ? error.message : String(error)), 'bad');
      },
    );
  };

  const move = (to: Cursor | undefined, none: string) => {
    if (to === undefined) nav.toast(none);
    else setChosen(to);
  };
  const goTo = (atUs: number) => {
    close();
    if (atUs <= timeline.toUs) setChosen({ atUs: Math.max(atUs, timeline.fromUs), nth: -1 });
    else if (state.phase === 'ended' || state.phase === 'broken') nav.toast(texts.goToOver(momentText(atUs)), 'warn');
    else
      nav.confirm(texts.goToFuture(momentText(atUs)), () => {
        setChosen(undefined);
        session.runUntil(atUs);
      });
  };
  const fork = (atUs: number, choices: ForkChoices) =>
    compute(texts.forking(choices.name), async () => {
      await session.fork(atUs, choices);
      setChosen(undefined);
      nav.toast(texts.forkDone(choices.name), 'good');
      nav.open('drill');
      return undefined;
    });
  const shift = (step: number) => {
    const view = viewOf(timeline, cursor.atUs, zoom);
    const atUs = momentAt(columnOf(cursor.atUs, view, columns) + step, view, columns);
    setChosen(atUs >= timeline.toUs ? undefined : { atUs: Math.max(timeline.fromUs, atUs), nth: -1 });
  };
  const toggleBreakpoint = () => {
    const has = own.includes(cursor.atUs);
    setOwn(has ? own.filter((atUs) => atUs !== cursor.atUs) : [...own, cursor.atUs].sort((a, b) => a - b));
    nav.toast(has ? texts.breakpointGone(moment) : texts.breakpointSet(moment));
  };
  const compareWithMark = () => {
    if (markedUs === undefined) return nav.toast(texts.markFirst, 'warn');
    if (markedUs === cursor.atUs) return nav.toast(texts.sameMoment, 'warn');
    const [fromUs, toUs] = [Math.min(markedUs, cursor.atUs), Math.max(markedUs, cursor.atUs)];
    compute(texts.comparing(momentText(fromUs), momentText(toUs)), async () => {
      const from = await session.lookAt(fromUs);
      const to = await session.lookAt(toUs);
      return { kind: 'changes', changes: changesBetween(from.snapshot, to.snapshot, state.events), fromUs, toUs };
    });
  };
  const lookThere = () =>
    compute(texts.computing(moment), async () => ({ kind: 'world', snapshot: await snapshotAt(session, cursor.atUs) }));
  const stops = { stops: true, own } as const;

  const sight = nav.memory<string>('drill: sight', session.facts.seat === 'facilitator' ? 'true' : 'known');
  // A handler that gives false leaves the key to the frame.
  const actions: Readonly<Record<string, () => unknown>> = {
    ',': () => move(previousMark(timeline.marks, cursor), texts.noEarlier),
    '.': () => {
      const next = nextMark(timeline.marks, cursor);
      if (next !== undefined) return setChosen(next);
      // At the end of what has happened the frame runs to the next event.
      setChosen(undefined);
      return false;
    },
    '<': () => move(previousMark(timeline.marks, cursor, stops), texts.noEarlier),
    '>': () => move(nextMark(timeline.marks, cursor, stops), texts.noFurther),
    left: () => shift(-1),
    right: () => shift(1),
    home: () => setChosen({ atUs: timeline.fromUs, nth: -1 }),
    end: () => setChosen(undefined),
    '+': () => setZoom(Math.min(zoom + 1, zoomMax(timeline))),
    '-': () => setZoom(Math.max(0, zoom - 1)),
    '0': () => setZoom(0),
    g: () => open({ kind: 'go-to' }),
    b: toggleBreakpoint,
    m: () => {
      setMarked(cursor.atUs);
      nav.toast(texts.marked(moment));
    },
    D: compareWithMark,
    w: lookThere,
    t: () => nav.remember('drill: sight', sight === 'known' ? 'true' : 'known'),
    f: () =>
      state.phase === 'loading' ? nav.toast(texts.notReady, 'warn') : open({ kind: 'fork', atUs: cursor.atUs }),
  };
  const same: Readonly<Record<string, string>> = {
    up: ',',
    k: ',',
    down: '.',
    j: '.',
    '=': '+',
    h: 'left',
    l: 'right',
  };
  useKeys((name) => {
    const act = actions[same[name] ?? name];
    return act !== undefined && act() !== false;
  });
  return { cursor, following: chosen === undefined, zoom, own, markedUs, page, close, goTo, fork };
}

async function snapshotAt(session: DrillSession, atUs: number): Promise<Snapshot> {
  return (await session.lookAt(atUs)).snapshot;
}
