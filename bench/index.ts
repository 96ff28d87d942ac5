/** `npm run bench`: prints how fast the kernel is beside SimPy, and what a whole process and many seeds cost. It asserts nothing about speed. */
import { compareWithSimpy } from './beside-simpy.ts';
import { timeCommands } from './commands.ts';
import { timeSweeps } from './sweep.ts';

await compareWithSimpy();
timeCommands();
await timeSweeps();
