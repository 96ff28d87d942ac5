/** A drill that asks everything that can be asked: a decision that escalates, work, a step that fails, a point of no return, a note. */
import { type DrillOptions, type LiveSession, startDrill } from '../../../../src/runbooks/drill/index.ts';
import type { ScriptEntry } from '../../../../src/runbooks/drill/script.ts';
import type { DrillSession, DrillState, Pending } from '../../../../src/runbooks/drill/session.ts';
import { parseScenario } from '../../../../src/runbooks/files/index.ts';
import type { JournalEvent } from '../../../../src/runbooks/journal/index.ts';
import { smallScenario } from '../../durable/small-run.ts';

export const minute = 60e6;

const scenario = smallScenario
  .replace('decides: { leave-region: PT2M }', 'decides: { leave-region: PT2M }\n  does: { rewire: PT5M }')
  .replace('for: PT6M', 'for: PT50M');

const runbook = `
version: 1
kind: runbook
id: small
title: Everything that can be asked
owner: platform-on-call
roles:
  commander: { may: [approve, abort] }
  deputy: { may: [approve] }
  operator: { may: [run, retry, skip] }
activate:
  - id: decide
    uses: "people:approve"
    role: commander
    with: { decision: leave-region, evidence: [signals], choices: [go, wait, abort], prompt: "Shall we go?", escalate: { to: deputy, after: PT10M } }
    timeout: PT40M
  - { id: hands, needs: [decide], uses: "people:do", with: { work: rewire } }
  - { id: room, needs: [hands], uses: "ec2:quota", with: { region: us-west-1, instances: 5000 }, timeout: PT1H }
  - { id: edge, needs: [room], uses: checkpoint, with: { word: LEAVE } }
  - { id: recovered, needs: [edge], uses: "steady-state:wait", timeout: PT2H }
post-recovery:
  - { id: words, uses: "people:note", with: { prompt: "What surprised you?" } }
`;

export const sources = [
  { path: 'small.yaml', text: scenario },
  { path: 'small.runbook.yaml', text: runbook },
];

export const { position: _, ...plan } = parseScenario(sources);
export const request = { sources, plan };

/** What is said to each question, in the order in which they are asked. */
export const usual: readonly ScriptEntry[] = [
  { kind: 'answer', decision: 'leave-region', choice: 'wait', by: 'anna', comment: 'it is dark, and quiet' },
  { kind: 'answer', decision: 'leave-region', choice: 'go', by: 'anna' },
  { kind: 'answer', decision: 'failed-step', choice: 'skip', by: 'anna', comment: 'we ask for more later' },
  { kind: 'answer', decision: 'edge', choice: 'LEAVE', by: 'anna' },
  { kind: 'note', path: 'words', text: 'how long it took', by: 'anna' },
];

/** The answer to what is asked, as `usual` gives it. */
export function usualAnswer({ kind, path, decision }: Pending, asked: number): Parameters<DrillSession['answer']>[0] {
  switch (kind) {
    case 'note':
      return { path, text: 'how long it took' };
    case 'failed-step':
      return { path, decision, choice: 'skip', comment: 'we ask for more later' };
    case 'checkpoint':
      return { path, decision, choice: 'LEAVE' };
    case 'decision':
      return asked === 0
        ? { path, decision, choice: 'wait', comment: 'it is dark, and quiet' }
        : { path, decision, choice: 'go' };
  }
}

export function eventsOf(lines: readonly string[]): JournalEvent[] {
  return lines.map((line) => {
    const { hash: _, ...event } = JSON.parse(line);
    return event as JournalEvent;
  });
}

/** A drill with a real thread; `afterEach(closeAll)`. */
export class Tale {
  static readonly open = new Set<LiveSession>();
  readonly session: LiveSession;
  /** The journal of each of its runs. */
  readonly lines: string[][] = [[]];

  constructor(options: Partial<DrillOptions> = {}) {
    this.session = startDrill({
      ...{ plan, request, file: 'small.yaml', journalPath: 'small.ndjson', by: 'anna', paused: true, pace: 'max' },
      onLine: (line, run) => {
        this.lines[run] ??= [];
        this.lines[run].push(line);
      },
      ...options,
    });
    Tale.open.add(this.session);
  }

  get state(): DrillState {
    return this.session.state;
  }

  async until(isSo: (state: DrillState) => boolean): Promise<DrillState> {
    const { session } = this;
    if (!isSo(session.state)) {
      await new Promise<void>((resolve) => {
        const stop = session.subscribe(() => {
          if (!isSo(session.state)) return;
          stop();
          resolve();
        });
      });
    }
    return session.state;
  }

  /** Until time stands: it was paused, ended or broke. */
  stands(): Promise<DrillState> {
    return this.until(({ phase }) => phase !== 'running' && phase !== 'loading');
  }

  /** Runs to each question, and lets `between` do what it wants before it is answered as usual. */
  async playToEnd(between: (asked: number) => Promise<void> = async () => {}): Promise<DrillState> {
    for (let asked = 0; ; asked++) {
      this.session.runUntil('question');
      const { phase, pending } = await this.stands();
      if (phase !== 'paused') return this.state;
      await between(asked);
      await this.session.answer(usualAnswer(pending[0]!, asked));
    }
  }
}

export async function closeAll(): Promise<void> {
  for (const session of Tale.open) await session.close();
  Tale.open.clear();
}
