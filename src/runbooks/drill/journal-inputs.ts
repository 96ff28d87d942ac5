import { type InputGiven, type JournalEvent, ofKind } from '../journal/index.ts';
import type { Input } from './input.ts';
import type { Script } from './script.ts';

/** What the journal says of an input. */
export function inputEvent(input: Input): InputGiven {
  const { by } = input;
  switch (input.kind) {
    case 'answer': {
      const { path, decision, choice, comment } = input;
      return { kind: 'input', by, what: 'answer', path, decision, choice, comment };
    }
    case 'note':
      return { kind: 'input', by, what: 'note', path: input.path, text: input.text };
    case 'command':
      return { kind: 'input', by, what: 'command', text: input.text, seat: input.seat };
  }
}

/** What people did in a run, from its journal. */
export function inputsOf(events: readonly JournalEvent[]): readonly Input[] {
  return ofKind(events, 'input').map(inputOf);
}

function inputOf(event: JournalEvent & InputGiven): Input {
  const { at: atUs, by } = event;
  switch (event.what) {
    case 'answer': {
      const { path, decision, choice, comment } = event;
      return { kind: 'answer', atUs, by, path, decision, choice, comment };
    }
    case 'note':
      return { kind: 'note', atUs, by, path: event.path, text: event.text };
    case 'command':
      return { kind: 'command', atUs, by, text: event.text, seat: event.seat };
  }
}

/**
 * The script with which a recorded drill happens again; undefined for a run whose people were modelled. A question that stood unanswered
 * in the recording stands unanswered again; after its end it needs a person.
 */
export function recordedScript(events: readonly JournalEvent[]): Script | undefined {
  const [started] = events;
  if (started?.kind !== 'run.started' || started.people === undefined) return undefined;
  const last = events.at(-1)!;
  const entries = inputsOf(events);
  if (last.kind === 'run.ended' && last.ending !== 'operator') return { entries, unanswered: 'wait' };
  return { entries, unanswered: 'fail', recordedUntilUs: last.at };
}
