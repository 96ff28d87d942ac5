/** What happens, a line for each event that those who sit there can see: the same for the same journal, so two logs can be compared. */
import type { JournalEvent } from '../../journal/index.ts';
import { duration } from '../../reports/times.ts';
import type { Seat } from '../input.ts';
import { momentText } from '../views/moment-text.ts';

/** What was done of a step is told each time that it has come so much further. */
const progressStep = 0.1;
const kindColumns = 9;

/** Told of one event after the other. Players do not see the faults themselves, nor what the facilitator does. */
export class EventLines {
  readonly #seat: Seat;
  readonly #progress = new Map<string, number>();

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  /** No line for what nobody sees, several for what the console answers. */
  of(event: JournalEvent): readonly string[] {
    if (event.kind === 'step.progress' && !this.#isNews(event)) return [];
    const [kind, ...texts] = told(event, this.#seat === 'facilitator') ?? [''];
    return texts.map((text) => lineAt(event.at, kind, text));
  }

  #isNews({ path, fraction }: JournalEvent & { kind: 'step.progress' }): boolean {
    // A tenth more, in whole numbers: 0.3 is not 0.1 three times.
    const reached = Math.floor((fraction + 1e-9) / progressStep);
    if (reached <= (this.#progress.get(path) ?? 0)) return false;
    this.#progress.set(path, reached);
    return true;
  }
}

/** `T+0:43:20  decided   commander: go on leave-region, after 37 min` */
export function lineAt(atUs: number, kind: string, text: string): string {
  return `${momentText(atUs)}  ${kind.padEnd(kindColumns)} ${text}`;
}

/** The kind of line, and its text or texts. */
function told(event: JournalEvent, all: boolean): readonly [string, ...string[]] | undefined {
  switch (event.kind) {
    case 'signal':
      return ['signal', `${event.via}: ${event.text}`];
    case 'probe':
      // How all was well before anything happened is no news.
      if (event.at < 0 && event.ok) return undefined;
      return ['probe', `${event.name} ${event.ok ? 'holds' : 'fails'}${because(event.why)}`];
    case 'steady-state':
      if (event.at < 0) return undefined;
      return ['check', event.held ? 'the steady state holds' : `the steady state is lost: ${event.failing.join(', ')}`];
    case 'milestone':
      return ['reached', event.id];
    case 'run.ended':
      return ['ended', event.verdict];
    case 'fault.started':
      return all ? ['fault', `${event.name} begins: ${event.action}${among(event.targets)}`] : undefined;
    case 'fault.ended':
      return all ? ['fault', `${event.name} ends`] : undefined;
    case 'input':
      return given(event, all);
    case 'command.answered':
      return all || event.seat === 'player' ? ['console', ...event.lines] : undefined;
    default:
      return ofPeople(event) ?? ofStep(event) ?? ofBarrier(event);
  }
}

type Told = readonly [string, ...string[]] | undefined;

function given(event: JournalEvent & { kind: 'input' }, all: boolean): Told {
  switch (event.what) {
    case 'note':
      return event.text === '' ? undefined : ['note', `${event.by} at ${event.path}: ${event.text}`];
    case 'command':
      return all || event.seat === 'player' ? ['command', `${event.by}: ${event.text}`] : undefined;
    default:
      // What is answered stands there as the decision that was made.
      return undefined;
  }
}

function ofPeople(event: JournalEvent): Told {
  switch (event.kind) {
    case 'decision.asked':
      return ['asked', `${event.role}: ${event.decision}? ${event.choices.join(', ')} (step ${event.path})`];
    case 'decision.escalated':
      return ['asked', `${event.to} as well: ${event.from} has not answered ${event.decision} (step ${event.path})`];
    case 'decision.made': {
      const comment = event.comment === undefined ? '' : ` (${event.comment})`;
      return [
        'decided',
        `${event.by}: ${event.choice} on ${event.decision}, after ${duration(event.waitedSeconds)}${comment}`,
      ];
    }
    case 'mode.changed':
      return ['decided', `${event.by} gives the old place up`];
    default:
      return undefined;
  }
}

function ofStep(event: JournalEvent): Told {
  switch (event.kind) {
    case 'runbook.started':
      return ['runbook', event.path === '' ? event.title : `${event.path}: ${event.title}`];
    case 'runbook.ended':
      return ['runbook', `${event.path === '' ? event.id : event.path} ${event.status}${because(event.why)}`];
    case 'preflight':
      return ['preflight', `${event.id} ${event.ok ? 'ok' : 'NO'}${because(event.why)}`];
    case 'step.started':
      return ['step', `${event.path} begins${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`];
    case 'step.progress':
      return ['step', `${event.path} ${Math.floor(100 * event.fraction + 1e-7)} %${because(event.text)}`];
    case 'step.retried':
      return ['failed', `${event.path}, tries again in ${duration(event.delaySeconds)}: ${event.error}`];
    case 'step.failed':
      return ['failed', `${event.path}: ${event.error}`];
    case 'step.handled':
      return ['step', `${event.path} failed, and what the plan has for that ${event.ok ? 'helped' : 'did not help'}`];
    case 'step.succeeded':
      return ['done', event.path];
    case 'step.skipped':
      return ['skipped', `${event.path}${because(event.why)}`];
    case 'step.verified':
      return event.ok ? undefined : ['failed', `${event.path}: ${event.uses}${because(event.why)}`];
    case 'checkpoint':
      return ['reached', `${event.path}: nothing before it is undone any more`];
    default:
      return undefined;
  }
}

function ofBarrier(event: JournalEvent): Told {
  switch (event.kind) {
    case 'rollback.started':
      return ['undoing', `${event.steps.length} steps${because(event.why)}`];
    case 'step.undone':
      return ['undoing', `${event.path} ${event.ok ? 'is undone' : `is not undone${because(event.error)}`}`];
    case 'safety-rule.broken':
      return ['barred', `${event.path} by ${event.name}${because(event.why)}`];
    case 'invariant.broken':
      return ['broken', `${event.name}${because(event.why)}`];
    case 'stop-condition.met':
      return ['stopped', `${event.name}: ${event.when}`];
    default:
      return undefined;
  }
}

function because(why: string | undefined): string {
  return why === undefined || why === '' ? '' : `: ${why}`;
}

function among(targets: readonly string[] | undefined): string {
  return targets === undefined || targets.length === 0 ? '' : ` in ${targets.join(', ')}`;
}
