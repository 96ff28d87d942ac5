import { distance } from 'fastest-levenshtein';

/** Where a value stands in a file: `['world', 'accounts', 'main']`. */
export type Path = readonly (string | number)[];

/** A place in a file; lines and columns count from 1, and 0 means "no place" (a value that came from the command line). */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake in one file, in one sentence that ends without a stop. */
export interface Problem extends Position {
  readonly message: string;
  /** The path of the value inside the file, dotted: `world.installations.main.place`. */
  readonly path: string;
}

/**
 * What is thrown when files cannot be used: every mistake that was found, in the order of the files. The command line
 * prints a line each and exits 2.
 */
export class FileProblems extends Error {
  override readonly name = 'FileProblems';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map((problem) => ({ ...problem, message: oneLine(problem.message) }));
    super(lines.map(formatProblem).join('\n'));
    this.problems = lines;
  }
}

const quotedMax = 80;
const messageMax = 320;

/** A message quotes what stands in a file, be it a page long: of that the beginning is shown, in one line. */
function oneLine(message: string): string {
  const quoted = new RegExp(`"([^"]{${quotedMax}})[^"]+"`, 'g');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would break the line, or the terminal
  const line = message.replace(/[\u0000-\u001F\u007F-\u009F\u2028-\u202E]+/g, ' ').replace(quoted, '"$1..."');
  return line.length <= messageMax ? line : `${line.slice(0, messageMax)}...`;
}

/** `scenarios/x.yaml:12:7: unknown key "regoin" in world.installations.main.place; did you mean "region"?` */
export function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  return `${place}: ${problem.message}`;
}

/** A path as people write it: `replicas[0].type`; the file itself is `the file`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text === '' ? 'the file' : text;
}

/** The valid name that someone probably meant: at most a third of its letters differ; undefined if none is that near. */
export function nearest(name: string, valid: Iterable<string>): string | undefined {
  // Nobody misspells a name into a page of text.
  if (name.length > quotedMax) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of valid) {
    const far = distance(name.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) {
      best = candidate;
      bestDistance = far;
    }
  }
  if (best === undefined) return undefined;
  // Two names without a letter in common are no misspelling of each other, however short they are.
  if (bestDistance >= Math.max(name.length, best.length)) return undefined;
  return bestDistance <= Math.max(2, Math.floor(Math.max(name.length, best.length) / 3)) ? best : undefined;
}

const namesShownMax = 8;

/** What to add after "unknown ...": the nearest valid name, or the list of names when none is near. */
export function hint(name: string, valid: readonly string[]): string {
  const guess = nearest(name, valid);
  if (guess !== undefined) return `; did you mean "${guess}"?`;
  if (valid.length === 0) return '; there is none';
  const shown = valid.slice(0, namesShownMax).join(', ');
  return `; valid: ${shown}${valid.length > namesShownMax ? `, and ${valid.length - namesShownMax} more` : ''}`;
}

/** Sorts problems by their place and drops repetitions. */
export function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const kept = problems.filter((problem) => {
    const key = `${problem.file}:${problem.line}:${problem.column}:${problem.message}`;
    return !seen.has(key) && seen.add(key);
  });
  return kept
    .map((problem, index) => ({ problem, index }))
    .sort((a, b) => {
      if (a.problem.file !== b.problem.file) return a.index - b.index;
      return a.problem.line - b.problem.line || a.problem.column - b.problem.column || a.index - b.index;
    })
    .map(({ problem }) => problem);
}
