import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { okabeIto } from '../../src/tui/kit/index.ts';
import { readTheme, themeFor } from '../../src/tui/theme-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'zonefall-theme-'));

function file(text: string): string {
  const name = path.join(folder, 'theme.yaml');
  writeFileSync(name, text);
  return name;
}

const terminal = (depth: number) => ({ getColorDepth: () => depth }) as unknown as NodeJS.WriteStream;

test('a theme changes the colours that it names', async () => {
  const theme = await themeFor(terminal(24), {}, file("good: '#123456'\nwarn: '#abcdef'\n"));
  expect(theme.colours).toEqual({ ...okabeIto, good: '#123456', warn: '#abcdef' });
});

test.each([
  ['god: "#123456"', /theme\.yaml:1:1: no colour is called "god"; did you mean "good"\?/],
  ['good: "#123456"\nbad: red\n', /theme\.yaml:2:6: bad: a colour is written '#RRGGBB', not "red"/],
  ['good:', /theme\.yaml:1:6: good: a colour is written/],
  ['- good', /theme\.yaml:1:1: a theme is a list of colours/],
  ['', /theme\.yaml:1:1: a theme is a list of colours/],
  ['good: "#123456\nbad: 1', /theme\.yaml:\d+:\d+: /],
])('a theme that cannot be used is one clear line: %j', async (text, message) => {
  const error = await readTheme(file(text)).catch((reason: Error) => reason);
  expect(error).toMatchObject({ name: 'ThemeInvalid', message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain('\n');
});

test('the theme that is shipped can be read on white', async () => {
  const colours = Object.values(await readTheme('examples/themes/light.yaml'));
  expect(colours).toHaveLength(6);
  for (const colour of colours) expect(1.05 / (luminance(colour) + 0.05)).toBeGreaterThanOrEqual(4.5);
});

/** As WCAG 2 defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('a theme that is not there says so', async () => {
  await expect(readTheme(path.join(folder, 'none.yaml'))).rejects.toThrow(
    /none\.yaml: the theme cannot be read \(ENOENT\)/,
  );
});

test('NO_COLOR and a dumb terminal have no colours, the plain C locale no Unicode', async () => {
  expect(await themeFor(terminal(24), { NO_COLOR: '1' })).toMatchObject({ depth: 1, unicode: true });
  expect(await themeFor(terminal(24), { TERM: 'dumb' })).toMatchObject({ depth: 1, unicode: false });
  expect(await themeFor(terminal(8), { LC_ALL: 'C' })).toMatchObject({ depth: 8, unicode: false });
  expect(await themeFor(terminal(8), { LANG: 'C.UTF-8' })).toMatchObject({ depth: 8, unicode: true });
});
