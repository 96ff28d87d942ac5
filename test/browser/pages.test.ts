import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GateReport } from '../../src/runbooks/gate/index.ts';
import {
  htmlOfCompare,
  htmlOfDrill,
  htmlOfGate,
  htmlOfRun,
  htmlOfSweep,
} from '../../src/runbooks/reports/html/index.ts';
import { recovered, rowsOf, without } from '../runbooks/gate/rows.ts';
import { drilledIncident } from '../runbooks/reports/drilled.ts';
import { comparedPage, gateOf, reportedIncident, sweptOf, tool } from '../runbooks/reports/reported.ts';
import { Browser, executable } from './browser.ts';

if (executable === undefined)
  console.warn('no Chromium is installed: the pages are not looked at in a browser (CHROMIUM names one)');

/** Two scenarios on one page: nothing of it may have the name of something else. */
async function twice(report: Promise<GateReport>): Promise<GateReport> {
  const { results, ...rest } = await report;
  return { ...rest, results: [...results, ...results] };
}

const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  run: () => htmlOfRun(reportedIncident()),
  gate: async () => {
    const rows = rowsOf(59, (seed) => recovered(seed, { recover: 900 + 40 * seed }));
    return htmlOfGate(await twice(gateOf([...rows, without(60, 'hung', 'it took too long')])), tool);
  },
  drill: () => htmlOfDrill(reportedIncident(), drilledIncident(reportedIncident())),
  sweep: () => {
    const rows = rowsOf(20, (seed) => recovered(seed, { recover: 900 + 90 * seed }));
    return htmlOfSweep([sweptOf(rows, 'a'), sweptOf(rows, 'b')], [], tool);
  },
  comparison: () => htmlOfCompare(comparedPage, tool),
};

describe.skipIf(executable === undefined)('in a browser', () => {
  const browser = new Browser();
  const html = new Map<string, string>();
  beforeAll(async () => {
    for (const [name, make] of Object.entries(pages)) html.set(name, await make());
    await browser.open();
  });
  afterAll(() => browser.close());

  const looks = Object.keys(pages).flatMap((name) => [
    { name, scheme: 'light', width: 360 } as const,
    { name, scheme: 'dark', width: 1600 } as const,
  ]);

  it.each(looks)(
    'the page of a $name is accessible, $scheme, $width px wide; it fits, and asks for nothing',
    async ({ name, scheme, width }) => {
      const { page, requests } = await browser.look(html.get(name)!, scheme, width);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, 'it scrolls sideways').toBe(0);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { axe: checker } = globalThis as unknown as { axe: typeof import('axe-core') };
        const results = await checker.run(document, { resultTypes: ['violations'] });
        return results.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
      });
      expect(violations).toEqual([]);
      expect(requests).toEqual([]);
      await page.close();
    },
  );

  it('a page reads the same without scripts: it has none', async () => {
    const { page } = await browser.look(html.get('run')!, 'light', 1280);
    expect(await page.evaluate(() => document.scripts.length)).toBe(0);
    expect(await page.locator('h1').innerText()).toContain('A zone loses power');
    expect(await page.locator('.lane-steps .row').count()).toBeGreaterThan(10);
    await page.close();
  });

  it('turns dark with the reader', async () => {
    const grounds = [];
    for (const scheme of ['light', 'dark'] as const) {
      const { page } = await browser.look(html.get('gate')!, scheme, 800);
      grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await page.close();
    }
    expect(grounds).toEqual(['rgb(255, 255, 255)', 'rgb(20, 23, 26)']);
  });

  it('paper has the folded parts open, but for those that would take many sheets', async () => {
    const { page } = await browser.look(html.get('run')!, 'dark', 700);
    await page.emulateMedia({ media: 'print' });
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll('details')].map((each) => [
        each.querySelector('summary')?.textContent,
        each.getBoundingClientRect().height > 60,
      ]),
    );
    expect(Object.fromEntries(shown)).toEqual({
      'Every zone, and the letter by which each account knows it': true,
      'Every step': true,
      'The story in words': false,
      'The log, chained by hashes': false,
    });
    await page.close();
  });
});
