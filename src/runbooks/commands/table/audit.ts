import { buildCommand } from '@stricli/core';
import type { AuditFlags } from '../audit.ts';
import type { CliContext } from '../context.ts';
import { parseVar } from '../flags.ts';
import { loads, outputs, text } from './define.ts';

export const auditCommand = buildCommand<AuditFlags, string[], CliContext>({
  loader: loads<AuditFlags, string[]>(async () => {
    const { audit } = await import('../audit.ts');
    return (context, flags, ...files) => audit(context, flags, files);
  }),
  parameters: {
    positional: {
      kind: 'array',
      minimum: 1,
      parameter: { brief: 'A scenario, a YAML file', placeholder: 'SCENARIO', parse: String },
    },
    flags: {
      variant: {
        kind: 'parsed',
        parse: String,
        brief: 'A variant of the scenarios; repeatable',
        placeholder: 'name',
        optional: true,
        variadic: true,
      },
      var: {
        kind: 'parsed',
        parse: parseVar,
        brief: 'Sets a variable of the scenarios; repeatable',
        placeholder: 'name=value',
        optional: true,
        variadic: true,
      },
      runbook: text("Another runbook than the scenario's", 'FILE'),
      failOn: {
        kind: 'enum',
        values: ['error', 'warning'],
        brief: 'What makes it exit 1: an error (also without it), or a warning too',
        optional: true,
      },
      output: outputs('human', 'json', 'sarif', 'junit', 'markdown', 'github'),
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
