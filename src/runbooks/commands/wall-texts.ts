/** What a run in wall time says while it goes on, and what it asks for when it cannot. */
import { host } from '../../sim/kernel/host-globals.ts';
import type { Effect } from '../durable/effects.ts';
import type { JournalEvent } from '../journal/index.ts';
import { quoted } from './invocation.ts';

/** A line for what somebody who watches wants to see. */
export function tellLive(event: JournalEvent, say: (text: string) => unknown): void {
  const text = liveText(event);
  if (text !== undefined) say(`${new host.Date(host.wallMs()).toISOString().slice(11, 19)}  ${text}`);
}

function liveText(event: JournalEvent): string | undefined {
  switch (event.kind) {
    case 'run.resumed':
      return `goes on, by ${event.by}`;
    case 'step.started':
      return `${event.path}: ${event.attempt === 1 ? 'started' : `attempt ${event.attempt}`}`;
    case 'step.progress':
      return `${event.path}: ${Math.floor(100 * event.fraction)} % ${event.text}`;
    case 'step.succeeded':
      return `${event.path}: done`;
    case 'step.retried':
      return `${event.path}: failed, again in ${event.delaySeconds} s: ${event.error}`;
    case 'step.failed':
      return `${event.path}: failed: ${event.error}`;
    case 'step.skipped':
      return `${event.path}: skipped: ${event.why}`;
    case 'step.undone':
      return `${event.path}: ${event.ok ? 'undone' : `not undone: ${event.error}`}`;
    case 'safety-rule.broken':
      return `${event.path}: ${event.why}`;
    case 'decision.escalated':
      return `${event.path}: ${event.from} does not answer, ${event.to} is asked as well`;
    case 'decision.made':
      return `${event.path}: ${event.by} decided ${event.choice}`;
    default:
      return undefined;
  }
}

/** A step that was in the middle when the run was interrupted. */
export function inFlightText({ path, action }: Effect, again: string): string {
  const what = action?.purpose === 'undo' ? 'its undo' : 'it';
  return `"${path}" (${action?.uses}) was in flight when the run was interrupted, ${what} writes and is not declared safe to repeat; look how far it came, then: ${again} ${ways(path)}`;
}

/** A question that nobody is there to answer. */
export function needsText({ path, what, question }: Effect, again: string): string {
  if (what === 'note' || question === undefined) {
    return `"${path}" asks for a note, and there is no terminal; write "${idOf(path)}: ..." into a file: ${again} --decisions FILE`;
  }
  const { decision, role, choices, prompt } = question;
  if (choices.includes('fail')) return `${prompt}; ${again} ${ways(path)}`;
  // Several steps may ask for a word at a checkpoint; a decision has a name of its own.
  const key = decision === 'checkpoint' ? idOf(path) : decision;
  return `"${path}" asks ${role} for ${decision} (${choices.join(', ')}), and there is no terminal; write "${key}: ${choices[0]}" into a file: ${again} --decisions FILE`;
}

function ways(path: string): string {
  const step = quoted(path);
  return `--retry ${step} | --skip ${step} --reason TEXT | --mark-done ${step} --reason TEXT [--outputs JSON]`;
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
