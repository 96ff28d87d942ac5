/** The other side of `world-thread.ts`: takes a request, runs its world, answers, and waits for the next. */
import nodeModule from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { type Built, loadBuilt } from '../built-world.ts';
import type { ThreadMessage, ThreadRequest } from './world-thread.ts';

// Compiled code is kept between starts, as in `cli.ts`; therefore what is compiled is loaded after this line.
nodeModule.enableCompileCache?.();
const world = await loadWorld();
const { execute, giveToThread, lightHttp } = world.exports;
giveToThread(lightHttp);

/** Built, the world and its libraries are one file (`rolldown.config.js`): six hundred of them take half a second longer to load. */
async function loadWorld(): Promise<Built<typeof import('../world.ts')>> {
  return import.meta.url.endsWith('.ts') ? { exports: await import('../world.ts'), keepCode() {} } : loadBuilt('world');
}

const stop = workerData as Int32Array;
const port = parentPort;
if (port === null) throw new Error('this file is a worker thread: it is started by world-thread.ts');

const say = (message: ThreadMessage): void => port.postMessage(message);

async function answer({ request, stream }: ThreadRequest): Promise<ThreadMessage> {
  try {
    const { result, exitCode } = await execute(request, {
      onEvent: stream ? (_event, line) => say({ kind: 'line', line }) : undefined,
      stopRequested: () => Atomics.load(stop, 0) === 1,
    });
    world.keepCode();
    return { kind: 'done', result, exitCode };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'error', name, message, stack };
  }
}

port.on('message', (asked: ThreadRequest | 'end') => {
  if (asked !== 'end') return void answer(asked).then(say);
  nodeModule.flushCompileCache?.();
  port.close();
});
