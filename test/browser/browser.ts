/** A browser without a window, where one is installed. Whatever it wants to load from elsewhere is refused, and remembered. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const executable = candidates.find((path) => path !== undefined && existsSync(path));

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface Looked {
  readonly page: Page;
  /** What the page asked for besides itself. */
  readonly requests: string[];
}

export class Browser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'zonefall-browser-'));
  #context: BrowserContext | undefined;

  async open(): Promise<void> {
    // The policy of our pages would keep the checker out, too.
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: executable,
      headless: true,
      args,
      bypassCSP: true,
    });
  }

  /** Opens a page of HTML at a width, in light or dark. */
  async look(html: string, colorScheme: 'light' | 'dark', width: number): Promise<Looked> {
    const page = await this.#context!.newPage();
    const requests: string[] = [];
    await page.route('**/*', (route) => {
      const { url } = { url: route.request().url() };
      if (url === pageUrl) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: html });
      requests.push(url);
      return route.abort();
    });
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(pageUrl);
    return { page, requests };
  }

  async close(): Promise<void> {
    await this.#context?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** An address that nobody serves: the page is handed out by the test. */
const pageUrl = 'http://report.test/';
