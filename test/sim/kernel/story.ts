/**
 * A small world that uses everything the kernel offers, for the tests of sameness: what it draws and sees goes into the
 * labels of events, and so into the trace. It runs in the test, in a worker thread and, compiled, on other versions of
 * Node.
 */
import { type DrainKind, Kernel, MINUTE_US, SECOND_US } from '../../../src/sim/kernel/index.ts';

export interface StoryEnd {
  events: number;
  sha256: string;
  endUs: number;
}

export async function tellStory(seed: string | number, drain?: DrainKind): Promise<StoryEnd> {
  const kernel = new Kernel({ seed, drain, startMs: Date.UTC(2011, 7, 7, 17, 41) });
  const say = (what: string) => void kernel.after(0, () => {}, what);
  for (let guest = 0; guest < 20; guest++) kernel.spawn(`guest ${guest}`, () => behaveAsOurCode(kernel, guest, say));
  kernel.spawn('third party', () => behaveAsThirdParty(say));
  beatEveryMinute(kernel);
  await kernel.run();
  return { events: kernel.trace.events, sha256: kernel.trace.sha256(), endUs: kernel.nowUs };
}

async function behaveAsOurCode(kernel: Kernel, guest: number, say: (what: string) => void): Promise<void> {
  const chance = kernel.random(`guest ${guest}`);
  for (let round = 0; round < 10; round++) {
    await kernel.sleep(chance.exponential(30 * SECOND_US), 'stroll');
    await hops(1 + chance.int(40));
    say(`guest ${guest} drew ${chance.hex(6)}`);
    if (chance.chance(0.3)) await Promise.all([kernel.sleep(SECOND_US), kernel.sleep(2 * SECOND_US), hops(25)]);
  }
}

/** What a client library does: timers, ticks, dates and chance as globals. */
async function behaveAsThirdParty(say: (what: string) => void): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1000));
    await new Promise<void>((resolve) => process.nextTick(() => queueMicrotask(resolve)));
    await new Promise<void>((resolve) => setImmediate(resolve));
    say(`${new Date().toISOString()} ${crypto.randomUUID()} ${performance.now()}`);
  }
  const signal = AbortSignal.timeout(2500);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  let beats = 0;
  await new Promise<void>((resolve) => {
    const interval = setInterval(() => {
      if (++beats < 5) return;
      clearInterval(interval);
      resolve();
    }, 700);
  });
  say(`${Date.now()}`);
}

function beatEveryMinute(kernel: Kernel): void {
  let beats = 0;
  const beat = () => {
    const timeout = kernel.after(2 * MINUTE_US, () => kernel.fail(new Error('cancelled in time')), 'timeout');
    if (++beats < 10) kernel.after(MINUTE_US, beat, 'beat');
    kernel.after(30 * SECOND_US, () => kernel.cancel(timeout), 'beat seen');
  };
  kernel.after(0, beat, 'beat');
}

/** A chain of promises as deep as `count`. */
async function hops(count: number): Promise<void> {
  if (count > 0) await hops(count - 1);
}
