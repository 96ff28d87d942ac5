import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/runbooks/journal/index.ts';
import { histogram } from '../../../src/runbooks/reports/html/histogram.ts';
import {
  htmlOfCompare,
  htmlOfDrill,
  htmlOfGate,
  htmlOfRun,
  htmlOfSweep,
} from '../../../src/runbooks/reports/html/index.ts';
import { markup } from '../../../src/runbooks/reports/html/markup.ts';
import { style } from '../../../src/runbooks/reports/html/style.ts';
import { recovered, rowsOf, without } from '../gate/rows.ts';
import { drilledIncident } from './drilled.ts';
import { comparedPage, gateOf, reportableText, reportedIncident, sweptOf, tool } from './reported.ts';

const mixed = rowsOf(59, (seed) => recovered(seed, { recover: 900 + 40 * seed }));

async function everyPage(): Promise<[name: string, page: string][]> {
  return [
    ['a run', htmlOfRun(reportedIncident())],
    ['a gate', await htmlOfGate(await gateOf([...mixed, without(60, 'crashed', 'its world broke')]), tool)],
    ['a sweep', await htmlOfSweep([sweptOf([...mixed, without(60, 'hung', 'it hangs')])], [], tool)],
    ['a comparison', htmlOfCompare(comparedPage, tool)],
    ['a drill', htmlOfDrill(reportedIncident(), drilledIncident(reportedIncident()))],
  ];
}

/** Every text that somebody else wrote becomes this one. */
function everywhere(text: string): (entry: JournalEntry) => JournalEntry {
  const kept = new Set([
    'kind',
    'format',
    'environment',
    'sha256',
    'start',
    'zone',
    'zones',
    'accounts',
    'sources',
    'uses',
    'action',
    'traceSha256',
    'ending',
    'verdict',
    'variant',
    'mode',
    'status',
    'severity',
    'onFailure',
  ]);
  const change = (value: unknown, key = ''): unknown => {
    if (kept.has(key)) return value;
    if (typeof value === 'string') return `${value} ${text}`;
    if (Array.isArray(value)) return value.map((each) => change(each));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each, name)]));
  };
  return (entry) => change(entry) as JournalEntry;
}

/** Texts of characters that mean something somewhere. */
const nasty = fc.string({ unit: fc.constantFrom(...'|\\`<>"\'&\n\r\t\0\u2028\u202e@#[]*_~-+.! ab') });

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'><a href="https://example.com">&amp;\u202e</style></title>`;

/** What a browser would load, run or follow. */
const active =
  /<(script|img|iframe|object|embed|a|form|video|audio|source|base|use|image)\b|\s(on\w+|src|srcset|action|ping|xlink:href)\s*=|url\(|@import|javascript:/i;

/** The tags of a page, without what stands between them. */
function tagsOf(page: string): string {
  return (page.match(/<[^>]*>/g) ?? []).join('\n');
}

/** The tags without the values of their attributes: what is quoted does nothing by itself. */
function bareTagsOf(page: string): string {
  return tagsOf(page).replaceAll(/"[^"]*"/g, '""');
}

describe('every page', () => {
  it('needs nothing from elsewhere: no script, no picture, no font, no link', async () => {
    for (const [name, page] of await everyPage()) {
      expect(active.exec(bareTagsOf(page))?.[0], name).toBeUndefined();
      expect(tagsOf(page).match(/href="[^"]*"/g), name).toEqual(['href="data:,"']);
      expect(page, name).not.toMatch(/https?:\/\//);
      expect(page, name).toContain("default-src 'none'");
      for (const [, value] of tagsOf(page).matchAll(/ style="([^"]*)"/g)) expect(value, name).toMatch(/^height:\d+px$/);
    }
  });

  it('has one title, headings in order, headers for its tables, and a name for every picture', async () => {
    for (const [name, page] of await everyPage()) {
      const levels = [...page.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
      expect(
        levels.filter((level) => level === 1),
        name,
      ).toEqual([1]);
      for (const [at, level] of levels.entries()) {
        expect(level - (levels[at - 1] ?? 0), `${name}: heading ${at}`).toBeLessThanOrEqual(1);
      }
      for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
        expect(table, name).toMatch(/<caption/);
        expect(table, name).toMatch(/<th scope="col"/);
        expect(table, name).toMatch(/<th scope="row"/);
      }
      for (const [picture] of page.matchAll(/<svg class="[^"]*"[^>]*>/g)) {
        expect(picture, name).toMatch(/aria-hidden="true"|role="img" aria-label="[^"]+"|class="plot" height="20"/);
      }
    }
  });

  it('is the same for the same run', () => {
    expect(htmlOfRun(reportedIncident())).toBe(htmlOfRun(reportedIncident()));
  });
});

describe('texts of others', () => {
  it('are words on the page, wherever they come from', async () => {
    const pages = [
      htmlOfRun(reportedIncident(everywhere(hostile))),
      htmlOfDrill(
        reportedIncident(everywhere(hostile)),
        drilledIncident(reportedIncident(everywhere(hostile)), hostile),
      ),
      await htmlOfGate(
        await gateOf([...mixed, without(60, 'failed', hostile)], { title: hostile, file: hostile }),
        tool,
      ),
      await htmlOfSweep([sweptOf(mixed, hostile)], [{ command: hostile, shows: hostile }], tool),
      htmlOfCompare(
        {
          ...comparedPage,
          title: hostile,
          file: hostile,
          baseline: hostile,
          scenario: { id: hostile, sha256: hostile },
        },
        tool,
      ),
    ];
    for (const page of pages) {
      expect(active.exec(bareTagsOf(page))?.[0]).toBeUndefined();
      expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(page).not.toContain('\u202e');
      expect(page.match(/<\/style>/g)).toHaveLength(1);
    }
  });

  it('never end a text or an attribute', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const inside = markup`<p title="${text}">${text}</p>`.toString();
        expect(inside).toMatch(/^<p title="[^"<>]*">[^<>]*<\/p>$/s);
      }),
    );
  });
});

describe('colours', () => {
  const scheme = (css: string): Map<string, string> =>
    new Map([...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]));
  const [light, dark, paper] = style.split(/@media \(prefers-color-scheme: dark\)|@media print/).map(scheme);

  /** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
  function contrast(a: string, b: string): number {
    const [x, y] = [a, b].map(luminance).sort((one, other) => other - one);
    return (x! + 0.05) / (y! + 0.05);
  }
  function luminance(colour: string): number {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  }

  it.each([
    ['light', light!],
    ['dark', dark!],
    ['on paper', paper!],
  ])('can be read: %s', (_, colours) => {
    for (const ground of ['ground', 'raised']) {
      for (const ink of ['ink', 'quiet', 'accent', 'alarm']) {
        expect(contrast(colours.get(ink)!, colours.get(ground)!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
      // Pictures need less, but must be seen.
      expect(contrast(colours.get('person')!, colours.get(ground)!)).toBeGreaterThanOrEqual(3);
    }
  });
});

it('a gate of which nothing was run, for a pinned seed failed, shows of each budget that nothing was seen', async () => {
  const pins = [without(700, 'failed', 'the budget "rto" was missed: never')];
  const page = (await htmlOfGate(await gateOf(mixed, { pins }), tool)).toString();
  const table = /<caption[^>]*>Budgets.*?<\/table>/s.exec(page)![0];
  const rows = [...table.matchAll(/<tr><th scope="row".*?<\/tr>/gs)].map(([row]) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell),
  );
  expect(rows).toHaveLength(3);
  for (const cells of rows) expect(cells.slice(3, 6)).toEqual(['—', '—', '0 of 0']);
});

describe('the page of a run', () => {
  const run = reportedIncident();
  const page = htmlOfRun(run);

  it('carries what an auditor files: hashes, seed, versions, the command', () => {
    for (const evidence of [
      run.headHash,
      run.result.scenario.sha256,
      run.result.trace.sha256,
      '20110807',
      'v24.0.0',
      'zonefall replay run.ndjson',
    ]) {
      expect(page).toContain(evidence);
    }
    const [started] = run.events;
    const sources = started?.kind === 'run.started' ? started.sources : [];
    expect(sources).toHaveLength(3);
    for (const { text } of sources) expect(page).toContain(createHash('sha256').update(text).digest('hex'));
  });

  it('shows the links of the chain as they stand in the journal', () => {
    const lines = reportableText().trimEnd().split('\n');
    const rows = [...page.matchAll(/<th scope="row" class="number">(\d+)<\/th>.*?<code>([0-9a-f]{12})<\/code>/g)];
    expect(rows).toHaveLength(lines.length);
    for (const [, seq, hash] of rows) expect(JSON.parse(lines[Number(seq)]!).hash).toMatch(new RegExp(`^${hash}`));
  });

  it('draws the collision, and says it', () => {
    expect(page).toContain('main eu-west-1a and kernel eu-west-1b are the same building: euw1-az1.');
    expect(page.match(/<path class="meets"/g)).toHaveLength(2);
  });

  it('has a lane for faults, signals, people, steps, probes; a bar is as long as what it shows took', () => {
    for (const lane of ['faults', 'signals', 'people', 'steps', 'probes', 'milestones'])
      expect(page).toContain(`lane-${lane}`);
    // The views were built from minute 85 to 565, of 600.
    expect(page).toMatch(/views: step at T\+1:25, 8 h<\/title>.*?<rect class="step" x="14\.17%" y="5" width="80%"/);
  });

  it('labels every step with where it ran', () => {
    const steps = /<section id="steps".*?<\/section>/s.exec(page)![0];
    const rows = steps.match(/<tr>.*?<\/tr>/g)!.slice(1);
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row).toMatch(/<td>simulated<\/td><\/tr>$/);
  });

  it('says what was known when somebody decided', () => {
    const asked = reportedIncident((entry) =>
      entry.kind === 'decision.made'
        ? {
            ...entry,
            known: {
              signals: [{ atSeconds: 60, via: 'sms', text: 'nothing answers' }],
              probes: [{ name: 'manage-answers', ok: false, why: 'timeout' }],
            },
          }
        : entry,
    );
    const decisions = /<section id="decisions".*?<\/section>/s.exec(htmlOfRun(asked))![0];
    expect(decisions).toContain('leave-region: go');
    expect(decisions).toContain('wait, abort');
    expect(decisions).toContain('nothing answers');
    expect(decisions).toMatch(/manage-answers<\/th>.*fails/);
  });

  it('names an owner for each finding, and says where there is none', () => {
    expect(/<section id="findings".*?<\/section>/s.exec(page)![0]).toContain('platform-on-call');
    const nobody = { ...run, runbook: { ...run.runbook!, owner: undefined } };
    expect(/<section id="findings".*?<\/section>/s.exec(htmlOfRun(nobody))![0]).toContain('nobody');
  });
});

describe('the page of a drill', () => {
  const run = reportedIncident();
  const page = htmlOfDrill(run, drilledIncident(run));
  const sectionOf = (id: string) => new RegExp(`<section id="${id}".*?</section>`, 's').exec(page)![0];

  it('says of each decision what was known and said, and what each other way costs', () => {
    const decisions = sectionOf('decisions');
    for (const told of ['leave-region', 'anna', '31 min', 'enough', 'Investigating connectivity issues'])
      expect(decisions).toContain(told);
    expect(decisions).toMatch(/go at once<\/th>.*?-30 min/s);
    expect(decisions).toMatch(/go 10 min later<\/th>.*?\+10 min/s);
    expect(decisions).toMatch(/abort at that moment<\/th>.*?never.*?the plan was aborted/s);
  });

  it('draws no bar for what never recovers', () => {
    const rows = sectionOf('decisions').match(/<tr><th scope="row".*?<\/tr>/gs)!;
    expect(rows.filter((row) => row.includes('class="bar"'))).toHaveLength(4);
    expect(rows.find((row) => row.includes('abort'))).not.toContain('class="bar"');
  });

  it('has the score with how it came about, and a retest for each finding', () => {
    expect(sectionOf('score')).toContain('59 of 100');
    const rows = sectionOf('findings').match(/<tr><th scope="row".*?<\/tr>/gs)!;
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toContain('zonefall run scenarios/x.yaml --decisions x.ndjson');
  });

  it('shows the runs side by side, one of which is not at its end; none where nobody went back', () => {
    expect(sectionOf('forks')).toContain('not at its end');
    expect(sectionOf('forks')).toContain('T+0:10 of first');
    const { forks, ...rest } = drilledIncident(run);
    expect(htmlOfDrill(run, { ...rest, forks: forks.slice(0, 1) })).not.toContain('<section id="forks"');
  });
});

it('the page of a sweep has the spread, the percentiles, the worst seeds and every run, and passes no verdict', async () => {
  const early = sweptOf(mixed.slice(0, 3), 'early');
  const late = sweptOf([...mixed, without(60, 'hung', 'it hangs')], 'late');
  const html = await htmlOfSweep([early, late], [], tool);
  expect(html).toContain('59 runs recovered');
  expect(html).toContain('1 of 60 runs never recovered');
  expect(html).toMatch(/p95 at most/);
  expect(html).toContain('zonefall run late --variant late --var late=late --runbook late --seed 60');
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(html).not.toContain('class="verdict');
});

describe('the histogram of a gate', () => {
  it('stands on both sides of the budget, and counts every run', async () => {
    const drawn = (
      await histogram({ minutes: [50, 55, 59.9, 60, 60.1, 70], budgetMinutes: 60, title: 'a' })
    ).toString();
    const bars = (colour: string) => drawn.match(new RegExp(`<path [^>]*fill="var\\(--${colour}\\)"`, 'g')) ?? [];
    expect(bars('accent-soft').length).toBeGreaterThan(0);
    expect(bars('alarm').length).toBeGreaterThan(0);
    expect(drawn.match(/budget 60 min/g)).toHaveLength(2);
    expect(drawn).not.toMatch(/#[0-9a-f]{3,6}"/);
  });

  it('draws any times, near or far from the budget', async () => {
    const times = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        times,
        fc.option(fc.double({ min: 0.01, max: 10_000, noNaN: true })),
        async (minutes, budget) => {
          const drawn = (await histogram({ minutes, budgetMinutes: budget ?? undefined, title: 'a' })).toString();
          expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('says how many runs never recovered: they are in no bar', async () => {
    const page = await htmlOfGate(await gateOf([...mixed, without(60, 'inconclusive', 'the horizon came')]), tool);
    expect(page).toContain('1 of 60 runs never recovered');
  });
});
