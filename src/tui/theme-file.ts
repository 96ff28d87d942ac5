/**
 * A theme is a file of colours, by what they are for:
 *
 * ```yaml
 * good: '#56B4E9'
 * bad: '#D55E00'
 * ```
 *
 * What it does not name keeps its colour.
 */
import { readFileSync } from 'node:fs';
import { distance } from 'fastest-levenshtein';
import { type Depth, okabeIto, type Theme, type Tone, tones } from './kit/index.ts';

/** A theme that cannot be used; the message is one line: file, place, what is wrong. The command line ends with code 2. */
export class ThemeInvalid extends Error {
  override readonly name = 'ThemeInvalid';
}

/** What the terminal can show, with the colours of `file` if there is one. Rejects with ThemeInvalid. */
export async function themeFor(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv, file?: string): Promise<Theme> {
  const colours = file === undefined ? okabeIto : { ...okabeIto, ...(await readTheme(file)) };
  return { depth: depthOf(stdout, env), unicode: hasUnicode(env), colours };
}

function depthOf(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Depth {
  // https://no-color.org: any value that is not empty.
  if (env.NO_COLOR || env.TERM === 'dumb' || stdout.getColorDepth === undefined) return 1;
  const depth = stdout.getColorDepth(env);
  return depth === 24 || depth === 8 || depth === 4 ? depth : 1;
}

function hasUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale !== 'C' && locale !== 'POSIX' && env.TERM !== 'linux' && env.TERM !== 'dumb';
}

const names = tones.filter((tone) => tone !== 'plain' && tone !== 'strong' && tone !== 'quiet');

/** The colours that a file names. Rejects with ThemeInvalid. */
export async function readTheme(file: string): Promise<Theme['colours']> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ThemeInvalid(`${file}: the theme cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  // Most drills have no file of colours.
  const { isMap, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset = 0) => `${file}:${lines.linePos(offset).line}:${lines.linePos(offset).col}`;
  const [broken] = document.errors;
  if (broken !== undefined)
    throw new ThemeInvalid(`${at(broken.pos[0])}: ${broken.message.split('\n')[0]!.replace(/ at line.*/, '')}`);
  if (!isMap(document.contents)) {
    throw new ThemeInvalid(`${file}:1:1: a theme is a list of colours, such as good: '#56B4E9'`);
  }
  return Object.fromEntries((document.contents.items as Entry[]).map((entry) => colourOf(entry, at)));
}

interface Entry {
  readonly key: { readonly value?: unknown; readonly range?: readonly number[] };
  readonly value: { readonly value?: unknown; readonly range?: readonly number[] } | null;
}

function colourOf({ key, value }: Entry, at: (offset?: number) => string): [Tone, string] {
  const name = String(key.value);
  const tone = names.find((each) => each === name);
  if (tone === undefined) {
    const nearest = [...names].sort((a, b) => distance(name, a) - distance(name, b))[0];
    throw new ThemeInvalid(
      `${at(key.range?.[0])}: no colour is called "${name}"; did you mean "${nearest}"? (${names.join(', ')})`,
    );
  }
  const colour = String(value?.value ?? '');
  if (!/^#[0-9a-f]{6}$/i.test(colour)) {
    throw new ThemeInvalid(
      `${at(value?.range?.[0] ?? key.range?.[0])}: ${tone}: a colour is written '#RRGGBB', not "${colour}"`,
    );
  }
  return [tone, colour];
}
