import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { debriefForSession, writeForSession } from '../../../../src/runbooks/drill/debrief/for-session.ts';
import { debriefWith, writeDebrief } from '../../../../src/runbooks/drill/debrief/index.ts';
import { markdownOfDrill } from '../../../../src/runbooks/reports/markdown.ts';
import { augustFacts, sessionOf } from '../../../tui/fixture.ts';
import { drilledIncident } from '../../reports/drilled.ts';
import { reportedIncident } from '../../reports/reported.ts';
import { modelWorld } from './model.ts';
import { drill, request, usual } from './small-drill.ts';

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'zonefall-debrief-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function made(journalPath: string) {
  const { journal, events } = await drill(usual);
  const headHash = (JSON.parse(journal.at(-1)!) as { hash: string }).hash;
  const { run } = modelWorld(() => ({ rtoSeconds: 1200 }));
  const debrief = await debriefWith({ request, events, file: 'small.yaml', journalPath }, run);
  return { events, headHash, debrief };
}

describe('a debrief on disk', () => {
  it('is a page and a Markdown file, in a folder that is made for it', async () => {
    const where = path.join(folder(), 'deep');
    const journalPath = path.join(where, 'x.ndjson');
    const forks = [{ index: 0, name: 'first', atUs: 0, events: [] }];
    const paths = await writeDebrief({
      ...(await made(journalPath)),
      forks,
      fork: 0,
      journalPath,
      folder: where,
      name: 'x-debrief',
    });
    expect(paths).toEqual([path.join(where, 'x-debrief.html'), path.join(where, 'x-debrief.md')]);
    const [html, markdown] = paths.map((file) => readFileSync(file, 'utf8'));
    for (const text of [html, markdown]) {
      expect(text).toContain('leave-for-good');
      expect(text).toContain('go 10 min later');
      expect(text).toContain('enough');
      expect(text).toContain('platform-on-call');
    }
    // Whoever reads it can check it against the journal.
    expect(html).toContain('The log, chained by hashes');
    expect(html).toMatch(/<code>[0-9a-f]{12}<\/code>/);
    expect(html).toContain(`zonefall replay ${journalPath}`);
    expect(html).not.toContain('People were modelled, not asked');
  });

  it('of a run that somebody forked off lies beside that run’s own journal', async () => {
    const where = folder();
    const { events, headHash, debrief } = await made('unused');
    const facts = { ...augustFacts, journalPath: path.join(where, 'x.ndjson') };
    const session = sessionOf({ events, hash: headHash, fork: 2, phase: 'ended' }, { facts });
    const paths = await writeForSession(session, debrief);
    expect(paths.map((file) => path.relative(where, file))).toEqual(['x-fork-2-debrief.html', 'x-fork-2-debrief.md']);
    expect(readFileSync(paths[1]!, 'utf8')).toContain('x-fork-2.ndjson');
  });

  it('is not begun after somebody left the drill', async () => {
    const { events } = await made('unused');
    const session = sessionOf({ events, phase: 'ended' });
    const left = debriefForSession(session, request, { signal: AbortSignal.abort(new Error('the drill was left')) });
    await expect(left).rejects.toThrow('the drill was left');
  });
});

describe('a drill in Markdown', () => {
  const run = reportedIncident();

  it('has the score first, then decisions, policies, runs side by side, retests, and the report of the run', () => {
    const text = markdownOfDrill(run, drilledIncident(run));
    const heads = [...text.matchAll(/^#+ (.*)$/gm)].map(([, head]) => head);
    expect(heads.slice(0, 5)).toEqual([
      'Debrief: 59 of 100',
      'What each decision cost',
      'Policies that were tried, the best first',
      'Runs side by side',
      'Who is to act, and the retest',
    ]);
    expect(heads).toContain('Phases');
    expect(text).toMatch(/\| go at once +\| +9 h .*\| \\-30 min/);
  });

  it('escapes what others wrote', () => {
    const text = markdownOfDrill(run, drilledIncident(run, '<script>alert(1)</script> | @everybody'));
    // What stands in code is shown as it is.
    const prose = text.replaceAll(/`[^`]*`/g, '');
    expect(prose).not.toContain('<script>');
    expect(prose).not.toMatch(/@everybody/);
    const rows = text.split('\n').filter((line) => line.startsWith('| go at once'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
  });
});
