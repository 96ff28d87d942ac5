import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { loads, type NoFlags } from './define.ts';

export const doctorCommand = buildCommand<NoFlags, [], CliContext>({
  loader: loads<NoFlags, []>(async () => (await import('../doctor.ts')).doctor),
  parameters: { positional: { kind: 'tuple', parameters: [] }, flags: {} },
  docs: {
    brief: 'Look whether this machine has what Zonefall needs',
    fullDescription: [
      'Looks at Node, cores, redis-server, CouchDB (COUCHDB_URL) and the terminal, a line each.',
      'Exits 0 if everything that is needed is there, 1 if something is not; what is optional may be missing.',
    ].join('\n'),
  },
});
