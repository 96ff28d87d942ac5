/** The example of the kernel's doc: run by the test of the tripwire, with its output in a pipe. */
import { Kernel, SECOND_US } from '../../../src/sim/kernel/index.ts';

const kernel = new Kernel({ seed: 42 });
kernel.spawn('greeter', async () => {
  await kernel.sleep(90 * SECOND_US);
  console.log(`${kernel.nowUs / SECOND_US} s later, at once`);
});
await kernel.run();
