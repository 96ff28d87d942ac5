import { buildCommand } from '@stricli/core';
import type { AuditFlags } from '../audit.ts';
import type { CliContext } from '../context.ts';
import { formats } from '../formats.ts';
import { runbook, scenarios, variants, vars } from './choices.ts';
import { loads, outputs, plugins } from './define.ts';

export const auditCommand = buildCommand<AuditFlags, string[], CliContext>({
  loader: loads<AuditFlags, string[]>(async () => {
    const { audit } = await import('../audit.ts');
    return (context, flags, ...files) => audit(context, flags, files);
  }),
  parameters: {
    positional: scenarios,
    flags: {
      variant: variants('the scenarios'),
      var: vars('the scenarios'),
      runbook,
      failOn: {
        kind: 'enum',
        values: ['error', 'warning'],
        brief: 'What makes it exit 1: an error (also without it), or a warning too',
        optional: true,
      },
      plugin: plugins,
      output: outputs(formats.audit),
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Find what is wrong with scenarios and runbooks without running them',
    fullDescription: [
      'Looks for what would break a recovery: physical zones shared behind different letters, replicas that cannot seed a master, steps that',
      'need what the fault takes away, approvals nobody may give, quotas too small, and more; each with file, line and what to do.',
      '-o sarif is for code scanning, -o github prints annotations (paths from GITHUB_WORKSPACE, where that is set).',
      '',
      'Exits 0 if nothing is as bad as --fail-on says, 1 if something is, 2 if a file is invalid.',
    ].join('\n'),
  },
});
