/** `npm run bench`: prints how fast the kernel is beside SimPy, and what a whole process costs. It asserts nothing about speed. */
import { compareWithSimpy } from './beside-simpy.ts';
import { timeCommands } from './commands.ts';

await compareWithSimpy();
timeCommands();
