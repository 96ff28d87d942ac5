import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { WorkerFlags } from '../worker.ts';
import { jobs } from './choices.ts';
import { loads } from './define.ts';

export const workerCommand = buildCommand<WorkerFlags, [], CliContext>({
  loader: loads<WorkerFlags, []>(async () => (await import('../worker.ts')).worker),
  parameters: {
    flags: {
      queue: {
        kind: 'parsed',
        parse: String,
        brief: 'The Redis: redis://[user:password@]host:port',
        placeholder: 'URL',
      },
      jobs,
    },
  },
  docs: {
    brief: 'Run seeds for sweeps and gates of other machines',
    fullDescription: [
      'Takes seeds from a Redis and runs them, for every sweep and gate with the same --queue, until it is ended. Any number of workers on',
      'any number of machines may run; what one that dies was doing, another does again within ten seconds.',
    ].join('\n'),
  },
});
