/** M/M/1: customers come at random to one server and queue for it: the first model that everybody writes with a simulation library. */
import { Kernel } from '../src/sim/kernel/index.ts';
import { FifoResource } from './fifo-resource.ts';

export const CUSTOMERS = 50_000;
const MEAN_ARRIVAL_US = 1_000_000;
const MEAN_SERVICE_US = 800_000;

/** An ordinary async function per customer, as the platform's code is written. */
export function mm1WithProcesses(): Promise<Kernel> {
  return mm1((_kernel, customer) => void customer());
}

/** The same with `kernel.spawn`: an event more per customer, and a name in the message of a deadlock. */
export function mm1WithSpawnedTasks(): Promise<Kernel> {
  return mm1((kernel, customer) => kernel.spawn('customer', customer));
}

async function mm1(start: (kernel: Kernel, customer: () => Promise<void>) => void): Promise<Kernel> {
  const kernel = new Kernel({ seed: 1 });
  const arrivals = kernel.random('arrivals');
  const services = kernel.random('services');
  const server = new FifoResource();
  let waitedUs = 0;
  const customer = async () => {
    const cameUs = kernel.nowUs;
    const turn = server.acquire();
    if (turn) await turn;
    waitedUs += kernel.nowUs - cameUs;
    await kernel.sleep(services.exponential(MEAN_SERVICE_US));
    server.release();
  };
  kernel.spawn('source', async () => {
    for (let n = 0; n < CUSTOMERS; n++) {
      await kernel.sleep(arrivals.exponential(MEAN_ARRIVAL_US));
      start(kernel, customer);
    }
  });
  await kernel.run();
  assertQueueTheory(waitedUs);
  return kernel;
}

/** Callbacks, as the machines and links of the world are written. */
export async function mm1WithCallbacks(): Promise<Kernel> {
  const kernel = new Kernel({ seed: 1 });
  const arrivals = kernel.random('arrivals');
  const services = kernel.random('services');
  const queue: number[] = [];
  let first = 0;
  let waitedUs = 0;
  let arrived = 0;
  const serve = () => {
    waitedUs += kernel.nowUs - queue[first]!;
    kernel.after(services.exponential(MEAN_SERVICE_US), leave, 'service');
  };
  const leave = () => {
    first++;
    if (first < queue.length) serve();
  };
  const arrive = () => {
    queue.push(kernel.nowUs);
    if (first === queue.length - 1) serve();
    if (++arrived < CUSTOMERS) kernel.after(arrivals.exponential(MEAN_ARRIVAL_US), arrive, 'arrival');
  };
  kernel.after(arrivals.exponential(MEAN_ARRIVAL_US), arrive, 'arrival');
  await kernel.run();
  assertQueueTheory(waitedUs);
  return kernel;
}

/**
 * A benchmark of a wrong model is worth nothing: the mean wait of an M/M/1 with load 0.8 is 3.2 s; 50,000 customers
 * come within a third of it.
 */
function assertQueueTheory(waitedUs: number): void {
  const meanWaitS = waitedUs / CUSTOMERS / 1e6;
  if (Math.abs(meanWaitS - 3.2) > 1.1) throw new Error(`the M/M/1 waits ${meanWaitS} s on average, theory says 3.2 s`);
}
