import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rules } from '../../../src/runbooks/audit/index.ts';
import { type AuditFlags, audit } from '../../../src/runbooks/commands/audit.ts';
import { annotationLines, annotationsOf } from '../../../src/runbooks/reports/audit-github.ts';
import { auditMarkdown } from '../../../src/runbooks/reports/audit-markdown.ts';
import { anyFinding } from '../reports/audit-findings.ts';
import { scenarioFile, testConsole } from './console.ts';

/** Where the kernel's zone stands, the first thing to blame. */
const kernelLine =
  1 +
  readFileSync(scenarioFile, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes('vars.kernelRegion'));

async function typed(flags: AuditFlags, files: readonly string[] = [scenarioFile], options = {}) {
  const console = testConsole({ folder: process.cwd(), ...options });
  const exitCode = await audit(console.context, flags, files);
  return { exitCode, stdout: console.stdout(), stderr: console.stderr() };
}

/** `zonefall.audit/v1`, as it is documented for those who parse it. */
const documentSchema = z.strictObject({
  schema: z.literal('zonefall.audit/v1'),
  tool: z.strictObject({ version: z.string(), node: z.string() }),
  scenarios: z.array(
    z.strictObject({ id: z.string(), file: z.string(), variant: z.string().nullable(), sha256: z.string().length(64) }),
  ),
  counts: z.strictObject({ error: z.int(), warning: z.int(), note: z.int() }),
  findings: z.array(
    z.strictObject({
      rule: z.enum(rules.map(({ id }) => id)),
      severity: z.enum(['error', 'warning', 'note']),
      message: z.string(),
      file: z.string(),
      line: z.int().min(1),
      column: z.int().min(1),
      path: z.string(),
      also: z.array(
        z.strictObject({ file: z.string(), line: z.int().min(1), column: z.int().min(1), says: z.string() }),
      ),
    }),
  ),
});

describe('zonefall audit', () => {
  it('exits 1 for a design that cannot recover in time, 0 for the mended one', async () => {
    expect((await typed({ variant: ['as-it-was'] })).exitCode).toBe(1);
    expect((await typed({ variant: ['both-fixes'] })).exitCode).toBe(0);
  });

  it('reads a variant once that is named twice', async () => {
    const twice = await typed({ variant: ['both-fixes', 'both-fixes'], output: [{ format: 'json' }] });
    expect(documentSchema.parse(JSON.parse(twice.stdout)).scenarios.map(({ variant }) => variant)).toEqual([
      'both-fixes',
    ]);
  });

  it('lets warnings pass unless they are to fail', async () => {
    const warned: AuditFlags = { variant: ['replica-beside-it'], var: [['decideAfter', 'PT3H']] };
    const files = ['scenarios/az-loss.yaml'];
    expect((await typed(warned, files)).exitCode).toBe(0);
    expect((await typed({ ...warned, failOn: 'warning' }, files)).exitCode).toBe(1);
    expect((await typed({ variant: ['as-designed'], failOn: 'warning' }, files)).exitCode).toBe(0);
  });

  it('says in 80 columns what, where, why, what to do, and what to type next', async () => {
    const { stdout } = await typed({ variant: ['as-it-was'] });
    for (const text of [
      `${scenarioFile}:${kernelLine}:58`,
      'Installations share a physical zone  shared-zone',
      'Why  Each account has letters of its own',
      'Do   Place one of them in another region',
      'FOUND    2 errors, 2 notes',
      `zonefall gate ${scenarioFile} --variant decided-at-once`,
    ]) {
      expect(stdout).toContain(text);
    }
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !line.includes('zonefall '));
    expect(wide).toEqual([]);
  });

  it('prints JSON of the documented shape', async () => {
    const { stdout } = await typed({ variant: ['as-it-was'], output: [{ format: 'json' }] });
    const document = documentSchema.parse(JSON.parse(stdout));
    expect(document.scenarios).toMatchObject([{ id: '2011-08-07-eu-west-1', variant: 'as-it-was' }]);
    expect(document.counts).toEqual({ error: 2, warning: 0, note: 2 });
    expect(document.findings[0]).toMatchObject({
      rule: 'shared-zone',
      file: scenarioFile,
      line: kernelLine,
      path: 'world.installations.kernel.place.zone',
    });
  });

  it('writes several formats at once, each to its file', async () => {
    const console = testConsole();
    const file = join(process.cwd(), scenarioFile);
    const output = (['sarif', 'junit', 'markdown', 'json'] as const).map((format) => ({
      format,
      file: `out/${format}`,
    }));
    await audit(console.context, { output: [...output, { format: 'github' }] }, [file]);
    const read = (format: string) => readFileSync(join(console.context.folder, 'out', format), 'utf8');
    expect(JSON.parse(read('sarif')).version).toBe('2.1.0');
    expect(read('junit')).toMatch(/^<\?xml/);
    expect(read('markdown')).toMatch(/\| ❌ error +\| shared-zone +\|/);
    expect(console.stdout()).toMatch(/^::error file=/);
  });

  it('blames a runbook that two scenarios share once', async () => {
    const files = [scenarioFile, scenarioFile];
    const { stdout } = await typed({ variant: ['as-it-was'], output: [{ format: 'json' }] }, files);
    const { scenarios, counts } = documentSchema.parse(JSON.parse(stdout));
    expect(scenarios).toHaveLength(2);
    expect(counts.error).toBe(2);
  });

  it('looks at several variants, and tells what they have in common once', async () => {
    const variant = ['as-it-was', 'replicas-64-bit', 'both-fixes'];
    const { stdout, exitCode } = await typed({ variant, output: [{ format: 'json' }] });
    const { scenarios, findings } = documentSchema.parse(JSON.parse(stdout));
    expect(scenarios.map((each) => each.variant)).toEqual(variant);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule }) => rule)).toEqual(['shared-zone', 'replica-cannot-seed']);
    expect(exitCode).toBe(1);
  });

  it('tells the mistakes of all files before it looks at any', async () => {
    const console = testConsole();
    const broken = ['a.yaml', 'b.yaml'].map((name) => join(console.context.folder, name));
    for (const file of broken) writeFileSync(file, 'version: 2\nkind: scenario\n');
    await expect(audit(console.context, {}, [...broken, scenarioFile])).rejects.toMatchObject({
      name: 'FileProblems',
      message: expect.stringMatching(/a\.yaml:1[\s\S]*b\.yaml:1/),
    });
  });
});

describe('annotations', () => {
  it('name files from the root of the repository, wherever the command was typed', async () => {
    const { stdout } = await typed({ output: [{ format: 'github' }] }, [scenarioFile], {
      env: { GITHUB_WORKSPACE: join(process.cwd(), '..') },
    });
    const folder = process.cwd().split('/').at(-1);
    expect(stdout).toContain(`::error file=${folder}/${scenarioFile},line=${kernelLine},col=58,title=`);
  });

  it('are a line each, whatever stands in them', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 5 }), (findings) => {
        const lines = annotationLines(annotationsOf(findings, (file) => file)).split('\n');
        expect(lines.pop()).toBe('');
        expect(lines).toHaveLength(findings.length);
        for (const [at, line] of lines.entries()) {
          const [, command, properties, text] = /^::(\w+) ([^:]*)::(.*)$/s.exec(line)!;
          expect(command).toBe({ error: 'error', warning: 'warning', note: 'notice' }[findings[at]!.severity]);
          expect(properties!.split(',')).toHaveLength(4);
          expect(decodeURIComponent(text!.replace(/%(?!25|0A|0D)/g, '%25')).toWellFormed()).toContain(
            findings[at]!.message.toWellFormed(),
          );
        }
      }),
    );
  });
});

describe('Markdown', () => {
  it('stays far below what a step summary may be, and no cell breaks its table', () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 20 }), (findings) => {
        const text = auditMarkdown([{ file: 'scenarios/x.yaml', runbooks: 1 }], findings);
        const rows = text.split('\n').filter((line) => /^\| (❌|⚠️|ℹ️) /u.test(line));
        expect(rows).toHaveLength(findings.length);
        for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
      }),
      { numRuns: 50 },
    );
    const [one] = fc.sample(anyFinding, { numRuns: 1, seed: 1 });
    const many = Array.from({ length: 1000 }, () => ({ ...one!, message: 'ä'.repeat(5000) }));
    const text = auditMarkdown([{ file: 'scenarios/x.yaml', runbooks: 1 }], many);
    expect(Buffer.byteLength(text)).toBeLessThan(1000 * 1024);
    expect(text).toContain('And 800 more.');
  });
});
