import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FrameOf, stateAfter } from '../../../src/runbooks/drill/facilitate/frames.ts';
import {
  type Facilitated,
  FacilitatorServed,
  joinDrill,
  NoDrillThere,
  serveFacilitator,
  socketPathOf,
} from '../../../src/runbooks/drill/facilitate/index.ts';
import type { DrillFacts, DrillSession, DrillState } from '../../../src/runbooks/drill/session.ts';
import type { ApiCall, Snapshot } from '../../../src/runbooks/drill/snapshot.ts';
import { parseScenario } from '../../../src/runbooks/files/index.ts';
import type { JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const plan = parseScenario([{ path: 'small.yaml', text: SCENARIO }]);
const call = (what: string): ApiCall => ({ atUs: 1, service: 'http', from: 'a@b', to: 'c', what, latencyMs: 1 });
const signal = (seq: number): JournalEvent => ({ seq, at: seq, kind: 'signal', via: 'sms', text: `signal ${seq}` });
const snapshot = {
  hosts: [{ name: 'main/worker', instanceId: 'i-1' }],
  faults: [{ name: 'dark', action: 'host:power', sinceUs: 0 }],
} as unknown as Snapshot;

/** A drill without a world: its state is what a test says. */
class FakeDrill implements Facilitated {
  facts = { id: 'small', title: 'A small installation', seat: 'player', by: 'anna' } as DrillFacts;
  state: DrillState = {
    ...{ phase: 'running', pace: 60, nowUs: 5, events: [signal(0)], eventCount: 1, hash: 'h', pending: [], calls: [] },
    fork: 0,
  };
  readonly heard: unknown[] = [];
  readonly #listeners = new Set<() => void>();

  set(change: Partial<DrillState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.#listeners) listener();
  }
  append(...events: JournalEvent[]): void {
    (this.state.events as JournalEvent[]).push(...events);
    this.set({ eventCount: this.state.events.length });
  }
  subscribe(listener: () => void) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
  async commandAs(command: { by: string; seat: 'player' | 'facilitator'; text: string }) {
    this.heard.push(command);
    this.append(signal(this.state.events.length));
    return { ok: true, lines: [`did ${command.text}`] };
  }
  async lookAt(atUs: number) {
    if (atUs < 0) throw new Error('one can look only at a moment that has been');
    return { snapshot, calls: [call('then')] };
  }
  setPace = (pace: unknown) => void this.heard.push(pace);
  pause = () => void this.heard.push('pause');
  resume = () => void this.heard.push('resume');
  step = () => void this.heard.push('step');
  runUntil = (target: unknown) => void this.heard.push(target);
}

let folder: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zf-'));
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

async function served(drill: Facilitated, where = folder) {
  const seat = await serveFacilitator(drill, { folder: where, plan });
  closers.push(() => seat.close());
  return seat;
}
async function joined(where = folder): Promise<DrillSession> {
  const session = await joinDrill(where, { by: 'tomas' });
  closers.push(() => session.close());
  return session;
}
async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 500) throw new Error('it did not come about within 5 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a facilitator on a second terminal', () => {
  it('sees what is true, as it changes, and whose seat it is', async () => {
    const drill = new FakeDrill();
    const seat = await served(drill);
    const session = await joined();
    expect(seat.joined).toBe(1);
    expect(session.facts).toEqual({ ...drill.facts, seat: 'facilitator', by: 'tomas' });
    expect(session.state).toEqual(drill.state);
    let told = 0;
    session.subscribe(() => told++);
    drill.append(signal(1), signal(2));
    drill.set({ snapshot, calls: [call('one'), call('two')], nowUs: 9 });
    await until(() => session.state.nowUs === 9);
    expect(session.state).toEqual(drill.state);
    expect(told).toBeGreaterThan(0);
    expect(session.complete('on main/w').map(({ line }) => line)).toEqual(['on main/worker ']);
    expect(session.complete('end ').map(({ line }) => line)).toEqual(['end dark ']);
    expect(session.complete('sig').map(({ line }) => line)).toEqual(['signal ']);
  });

  it('types commands as a facilitator, and sees what came of them before the answer', async () => {
    const drill = new FakeDrill();
    await served(drill);
    const session = await joined();
    expect(await session.command('signal phone hello')).toEqual({ ok: true, lines: ['did signal phone hello'] });
    expect(session.state.eventCount).toBe(2);
    expect(drill.heard).toEqual([{ by: 'tomas', seat: 'facilitator', text: 'signal phone hello' }]);
    expect(await session.lookAt(3)).toEqual({ snapshot, calls: [call('then')] });
    await expect(session.lookAt(-1)).rejects.toThrow('one can look only at a moment that has been');
  });

  it('holds the clock, but answers no question, goes back nowhere and holds no debrief', async () => {
    const drill = new FakeDrill();
    await served(drill);
    const session = await joined();
    session.pause();
    session.resume();
    session.setPace('max');
    session.step();
    session.runUntil('question');
    await until(() => drill.heard.length === 5);
    expect(drill.heard).toEqual(['pause', 'resume', 'max', 'step', 'question']);
    await expect(session.answer({} as never)).rejects.toThrow('where the drill is played');
    await expect(session.fork(1, { name: 'x' })).rejects.toThrow('where the drill is played');
    await expect(session.debrief()).rejects.toThrow('where the drill is played');
  });

  it('sees a run that began anew as it is, and several see the same', async () => {
    const drill = new FakeDrill();
    await served(drill);
    const [one, two] = [await joined(), await joined()];
    drill.append(signal(1));
    drill.set({ fork: 1, events: [signal(0)], eventCount: 1, nowUs: 0 });
    drill.append(signal(1));
    drill.set({ nowUs: 77 });
    await until(() => one.state.nowUs === 77 && two.state.nowUs === 77);
    expect(one.state).toEqual(drill.state);
    expect(two.state).toEqual(drill.state);
  });

  it('is told when the drill is left; who leaves does not end the drill', async () => {
    const drill = new FakeDrill();
    const seat = await served(drill);
    const first = await joined();
    await first.close();
    await until(() => seat.joined === 0);
    const second = await joined();
    await seat.close();
    await until(() => second.state.phase === 'broken');
    expect(second.state.error).toContain('left');
    await expect(second.command('help')).rejects.toThrow('left');
  });
});

describe("the socket in the run's folder", () => {
  it('is only for the user who plays, and goes with the drill', async () => {
    const seat = await served(new FakeDrill());
    expect(seat.path).toBe(join(folder, 'facilitator.sock'));
    expect(statSync(seat.path).mode & 0o777).toBe(0o600);
    await seat.close();
    expect(existsSync(seat.path)).toBe(false);
    await expect(joinDrill(folder, { by: 'tomas' })).rejects.toThrow(NoDrillThere);
    await expect(joinDrill(join(folder, 'nowhere'), { by: 'tomas' })).rejects.toThrow('start one there');
  });

  it('of a process that was killed is removed; of a living one it is not taken', async () => {
    const path = socketPathOf(folder);
    const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`;
    const process = spawn(globalThis.process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(process.stdout, 'data');
    await expect(serveFacilitator(new FakeDrill(), { folder, plan })).rejects.toThrow(FacilitatorServed);
    process.kill('SIGKILL');
    await once(process, 'exit');
    expect(existsSync(path)).toBe(true);
    await expect(joinDrill(folder, { by: 'tomas' })).rejects.toThrow(NoDrillThere);
    await served(new FakeDrill());
    expect((await joined()).state.nowUs).toBe(5);
  });

  it('is elsewhere where the path would be too long, and a pipe on Windows', async () => {
    const deep = join(folder, 'a-folder-with-a-long-name'.repeat(4));
    mkdirSync(deep);
    await served(new FakeDrill(), deep);
    expect(socketPathOf(deep).length).toBeLessThan(104);
    expect((await joined(deep)).state.nowUs).toBe(5);
    expect(socketPathOf(folder, 'win32')).toMatch(/^\\\\\.\\pipe\\zonefall-[0-9a-f]{16}$/);
  });

  it('bears whoever does not speak its language', async () => {
    const drill = new FakeDrill();
    const seat = await served(drill);
    for (const text of ['hello\n', '{"kind":"command","id":1,"text":"help"}\n', 'x'.repeat(100_000)]) {
      const socket = connect(seat.path);
      socket.on('error', () => {});
      socket.write(text);
      await once(socket, 'close');
    }
    expect(drill.heard).toEqual([]);
    expect((await joined()).state.nowUs).toBe(5);
  });
});

describe('a state over a wire', () => {
  it('is put together as it was, whatever changed between two frames', () => {
    const change = fc.record(
      {
        phase: fc.constantFrom('running', 'paused', 'ended'),
        nowUs: fc.nat(),
        snapshot: fc.option(fc.constant(snapshot), { nil: undefined }),
        error: fc.option(fc.string(), { nil: undefined }),
        events: fc.nat({ max: 3 }),
        calls: fc.nat({ max: 3 }),
        forks: fc.boolean(),
        told: fc.boolean(),
      },
      { requiredKeys: ['events', 'calls', 'forks', 'told'] },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        let { state } = new FakeDrill();
        let seen: DrillState | undefined;
        const frames = new FrameOf();
        for (const { events, calls, forks, told, ...rest } of changes) {
          if (forks) state = { ...state, fork: state.fork + 1, events: [], eventCount: 0, calls: [] };
          const list = state.events as JournalEvent[];
          for (let i = 0; i < events; i++) list.push(signal(list.length));
          const more = Array.from({ length: calls }, (_, at) => call(`${state.calls.length + at}`));
          const defined = Object.fromEntries(
            Object.entries(rest).filter(([key]) => key in rest),
          ) as Partial<DrillState>;
          state = { ...state, ...defined, eventCount: list.length, calls: [...state.calls, ...more] };
          if (!told) continue;
          const frame = frames.next(state);
          if (frame) seen = stateAfter(seen, JSON.parse(JSON.stringify(frame)));
          expect(seen).toEqual(state);
        }
      }),
    );
  });
});
