import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHidden } from '../../../src/runbooks/drill/console/index.ts';
import { playersSession } from '../../../src/runbooks/drill/players-session.ts';
import type { DrillSession, DrillState } from '../../../src/runbooks/drill/session.ts';
import type { Snapshot } from '../../../src/runbooks/drill/snapshot.ts';
import type { JournalEntry, JournalEvent } from '../../../src/runbooks/journal/index.ts';

const shown: JournalEntry[] = [
  { kind: 'signal', via: 'phone', text: 'The CTO calls' },
  { kind: 'input', by: 'anna', what: 'command', text: 'help', seat: 'player' },
  { kind: 'fault.started', name: 'console-1', action: 'host:power', targets: ['main/worker'] },
  { kind: 'step.started', path: 'console/1/ec2-quota', id: 'ec2-quota', attempt: 1 },
];
const hidden: JournalEntry[] = [
  { kind: 'input', by: 'tomas', what: 'command', text: 'signal phone "The CTO calls"', seat: 'facilitator' },
  { kind: 'command.answered', input: 0, seat: 'facilitator', ok: true, lines: ['told by phone'] },
  { kind: 'fault.started', name: 'facilitator-console-1', action: 'host:power', targets: ['main/worker'] },
  { kind: 'fault.ended', name: 'facilitator-console-1' },
  { kind: 'step.started', path: 'facilitator-console/1/ec2-quota', id: 'ec2-quota', attempt: 1 },
];

class Drill {
  state: DrillState = {
    ...{ phase: 'running', pace: 1, nowUs: 0, events: [], eventCount: 0, hash: '', pending: [], calls: [], fork: 0 },
  };
  readonly #by = 'a private member, which a proxy must not come between';
  take(entries: readonly JournalEntry[]): void {
    const events = this.state.events as JournalEvent[];
    for (const entry of entries) events.push({ seq: events.length, at: 0, ...entry } as JournalEvent);
    this.state = { ...this.state, eventCount: events.length };
  }
  pause(): string {
    return this.#by;
  }
}

const visible = ({ events }: DrillState) => events.filter((event) => !isHidden(event));

describe('players do not see the facilitator', () => {
  it('whatever is written down, in whatever pieces, and after going back', () => {
    const entry = fc.oneof(fc.constantFrom(...shown), fc.constantFrom(...hidden));
    const piece = fc.record({ entries: fc.array(entry, { maxLength: 5 }), goesBack: fc.boolean() });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const drill = new Drill();
        const players = playersSession(drill as unknown as DrillSession);
        for (const { entries, goesBack } of pieces) {
          if (goesBack) drill.state = { ...drill.state, events: [], eventCount: 0, fork: drill.state.fork + 1 };
          drill.take(entries);
          const { state } = players;
          expect(state.events).toEqual(visible(drill.state));
          expect(state.eventCount).toBe(state.events.length);
          // A screen that asks twice draws once.
          expect(players.state).toBe(state);
        }
      }),
    );
  });

  it('a drill without a facilitator is handed on as it is, and what it can do it still does', () => {
    const drill = new Drill();
    const players = playersSession(drill as unknown as DrillSession);
    drill.take(shown);
    expect(players.state).toBe(drill.state);
    expect((players as unknown as Drill).pause()).toContain('private');
  });

  it('their world is whole, without who broke it', () => {
    const drill = new Drill();
    const faults = ['power-lost', 'facilitator-console-1'].map((name) => ({ name, action: 'host:power', sinceUs: 0 }));
    drill.state = { ...drill.state, snapshot: { faults, hosts: [] } as unknown as Snapshot };
    const { snapshot } = playersSession(drill as unknown as DrillSession).state;
    expect(snapshot!.faults.map(({ name }) => name)).toEqual(['power-lost']);
  });
});
