/** The two rows that are always at the top: what this is, what time it is there, how fast it goes, and what is left of the budget. */
import type { DrillFacts, DrillState } from '../../runbooks/drill/session.ts';
import { type BudgetRow, budgetRows } from '../../runbooks/drill/views/budget.ts';
import { momentText } from '../../runbooks/drill/views/moment-text.ts';
import { shortDuration, type WallClock, wallClock } from '../../runbooks/reports/times.ts';
import { paceText } from '../keys.ts';
import { bar, glyphs, type Piece, piece, type Row, rowWidth, spread } from '../kit/index.ts';
import { messages } from '../messages.ts';

const texts = messages.frame;

export interface HeaderOptions {
  readonly facts: DrillFacts;
  readonly state: DrillState;
  /** The run's name, if it is not the first. */
  readonly fork?: string;
  readonly columns: number;
}

/** Each row is exactly `columns` wide. A narrow one has no variant, then no speed while time stands still; the rest is always there. */
export function headerRows({ facts, state, fork, columns }: HeaderOptions): [Row, Row] {
  const when: Row = [' ', piece(momentText(state.nowUs), 'strong'), '  ', ...clocks(facts, state.nowUs)];
  const room = columns - rowWidth(when) - 2;
  return [whoRow(facts, state, fork, columns), spread(when, budgetPieces(state, facts, room), columns)];
}

function whoRow(facts: DrillFacts, state: DrillState, fork: string | undefined, columns: number): Row {
  const dot = ` ${glyphs.separator} `;
  const seat = facts.seat === 'facilitator' ? [piece(` ${texts.facilitator} `, 'mark', { inverse: true }), ' '] : [];
  const start = [
    piece(` ${texts.simulated} `, 'warn', { inverse: true, bold: true }),
    ' ',
    ...seat,
    piece(facts.id, 'strong'),
  ];
  const seed = piece(`${dot}${texts.seed(facts.seed)}`, 'quiet');
  const which = fork === undefined ? [] : [piece(`${dot}${texts.fork(fork)}`, 'info')];
  const hash = state.hash === '' ? [] : [piece(`  #${state.hash.slice(0, 8)}`, 'quiet')];
  const wide = [...start, piece(`${dot}${facts.variant}`, 'quiet'), seed, ...which];
  const narrow = [...start, seed, ...which];
  const tries: [Row, Row][] = [
    [wide, [...pacePieces(state, true), ...hash, ' ']],
    [narrow, [...pacePieces(state, true), ...hash, ' ']],
    [narrow, [...pacePieces(state, false), ...hash, ' ']],
  ];
  const [left, right] = tries.find(([a, b]) => rowWidth(a) + 1 + rowWidth(b) <= columns) ?? tries.at(-1)!;
  return spread(left, right, columns);
}

/** Both clocks, in whole minutes: to find out what people call their time takes longer than to draw the rest of the frame. */
const clocksAt = { minute: Number.NaN, zone: '', pieces: [] as Piece[] };

function clocks({ zeroMs, zone }: DrillFacts, nowUs: number): Piece[] {
  const minute = Math.floor((zeroMs + nowUs / 1000) / 60_000);
  if (clocksAt.minute !== minute || clocksAt.zone !== zone) {
    Object.assign(clocksAt, { minute, zone, pieces: clocksNow(zone, minute * 60_000) });
  }
  return clocksAt.pieces;
}

const clocksByZone = new Map<string, WallClock & { readonly hour: number; readonly called: string }>();

function clocksNow(zone: string, nowMs: number): Piece[] {
  const of = (name: string) => {
    const hour = Math.floor(nowMs / 3_600_000);
    const known = clocksByZone.get(name);
    if (known?.hour === hour) return known;
    const clock = known ?? wallClock(name);
    // Summer time begins and ends on the hour.
    const now = { ...clock, hour, called: clock.name(nowMs) };
    clocksByZone.set(name, now);
    return now;
  };
  const team = of(zone);
  const teams = team.called === 'UTC' ? '' : `  ${team.time(nowMs)} ${team.called}`;
  return [{ text: `${of('UTC').time(nowMs)} UTC` }, piece(teams, 'quiet')];
}

/** What `slowed` means: see `DrillState`. */
const slowedPace = 60;

/** What time does: it runs with a speed, runs to somewhere, stands still, or is over. */
function pacePieces(state: DrillState, long: boolean): Piece[] {
  const asked = state.pending.length > 0 ? [piece(`${glyphs.waiting} ${texts.asked}  `, 'warn', { bold: true })] : [];
  const { phase, pace, until } = state;
  const speed = paceText(pace);
  if (phase === 'paused') {
    return [...asked, piece(`${glyphs.paused} ${texts.phases.paused}${long ? ` (${speed})` : ''}`, 'accent')];
  }
  if (phase === 'ended') return [piece(`${glyphs.up} ${texts.phases.ended}`, 'info')];
  if (phase === 'broken') return [piece(`${glyphs.failed} ${texts.phases.broken}`, 'bad')];
  if (phase === 'loading') return [piece(`${glyphs.more} ${texts.phases.loading}`, 'quiet')];
  const to =
    until === undefined || !long ? '' : ` ${typeof until === 'number' ? texts.until.moment : texts.until[until]}`;
  const shown = until === undefined ? (state.slowed === true ? paceText(slowedPace) : speed) : texts.max;
  return [...asked, piece(`${glyphs.running} ${shown}${to}`, 'good')];
}

/** The budget of the recovery; the first one where a scenario has none for it. */
function budgetPieces(state: DrillState, facts: DrillFacts, room: number): Piece[] {
  const budgets = facts.budgets.filter(({ measure }) => measure === 'recovery').concat(facts.budgets);
  const [budget] = budgetRows({ budgets: budgets.slice(0, 1), events: state.events, nowUs: state.nowUs });
  if (budget === undefined) return [piece(`${texts.noBudget} `, 'quiet')];
  const words = budgetWords(budget);
  const barColumns = Math.min(40, room - rowWidth(words) - texts.budget.length - 3);
  if (barColumns < 4) return [...words, { text: ' ' }];
  return [piece(`${texts.budget} `, 'quiet'), ...budgetBar(budget, barColumns), { text: ' ' }, ...words, { text: ' ' }];
}

function budgetWords({
  spentSeconds: exactly = 0,
  maxSeconds,
  projected,
  state,
  over,
  willBeOver,
}: BudgetRow): Piece[] {
  const spentSeconds = state === 'done' ? exactly : Math.floor(exactly);
  const spent = `${shortDuration(spentSeconds)}/${shortDuration(maxSeconds)}`;
  const words = [piece(`${over ? '!' : ''}${spent}`, over ? 'bad' : 'good')];
  if (state === 'done') return [...words, piece(over ? ` ${glyphs.failed}` : ` ${glyphs.ok}`, over ? 'bad' : 'good')];
  if (projected === undefined || projected.seconds - spentSeconds < 1) return words;
  const sure = projected.sure === 'at-least' ? '≥' : '';
  return [
    ...words,
    piece(` ${glyphs.arrow} ${sure}${shortDuration(projected.seconds)}`, over || willBeOver ? 'bad' : 'quiet'),
  ];
}

/** Full up to what is spent; the line in it is the budget, where the run or its projection goes beyond. */
function budgetBar({ spentSeconds = 0, maxSeconds, projected, over }: BudgetRow, columns: number): Piece[] {
  const whole = Math.max(maxSeconds, spentSeconds, projected?.seconds ?? 0);
  const mark = whole > maxSeconds ? maxSeconds / whole : undefined;
  return bar(spentSeconds / whole, columns, over ? 'bad' : 'good', mark);
}
