/** The other side of `thread.ts`: a thread in which the world of a drill runs. */
import nodeModule from 'node:module';
import { parentPort } from 'node:worker_threads';
import { loadBuilt } from '../built-world.ts';
import type { ToWorld } from './protocol.ts';

// Compiled code is kept between starts, as in `cli.ts`; therefore what is compiled is loaded after this line.
nodeModule.enableCompileCache?.();
const { WorldSide, giveToThread, lightHttp } = await loadWorld();
giveToThread(lightHttp);

/** Built, the world and its libraries are a few files, as for `commands/world-thread-main.ts`. */
async function loadWorld(): Promise<typeof import('../drill-world.ts')> {
  if (import.meta.url.endsWith('.ts')) return import('../drill-world.ts');
  return loadBuilt<typeof import('../drill-world.ts')>('drill-world').exports;
}

const port = parentPort;
if (port === null) throw new Error('this file is a worker thread: it is started by thread.ts');

const world = new WorldSide((message) => port.postMessage(message));

port.on('message', (message: ToWorld) => {
  if (message.kind !== 'close') return world.take(message);
  nodeModule.flushCompileCache?.();
  port.close();
});
