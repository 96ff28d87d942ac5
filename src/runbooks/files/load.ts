import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { givenProblems, planProblems } from './checks/runbook.ts';
import { eventProblems, scenarioProblems } from './checks/scenario.ts';
import { type Document, parseDocument } from './document.ts';
import { distinct, FileProblems, formatPath, hint, type Path, type Position, type Problem } from './problems.ts';
import { milestonesOf, readRunbook } from './runbook-parse.ts';
import type { Runbook } from './runbook-types.ts';
import { type Choices, readScenario } from './scenario-parse.ts';
import type { Scenario } from './scenario-types.ts';
import { makeSource, readSource, type Source } from './source.ts';
import { assignmentProblems, mergeValues, readOverrides, type Values } from './variables.ts';

/** What a caller may choose. */
export interface LoadOptions extends Choices {
  /** Another runbook than the scenario's, by its path. It gets those of the scenario's inputs that it declares. */
  readonly runbook?: string;
}

/** A scenario, ready to run, with everything that it was read from. */
export interface Loaded {
  readonly id: string;
  readonly scenario: Scenario;
  /** Every runbook that can be reached, by the path of its file. `scenario.runbook.file` is the first. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** The scenario first, then the runbooks. `parseScenario` makes the same of them, without any file. */
  readonly sources: readonly Source[];
  /** Of all sources together, wherever they lie. */
  readonly sha256: string;
  /** Where a value stands in one of the sources, for findings. */
  position(file: string, path: Path): Position;
}

/** A runbook that is run without a scenario, with everything that it was read from. */
export interface LoadedRunbook {
  readonly runbook: Runbook;
  /** It and every runbook that it reaches, by the path of its file. */
  readonly runbooks: ReadonlyMap<string, Runbook>;
  /** All of them, with their defaults. */
  readonly inputs: Values;
  readonly sources: readonly Source[];
  readonly sha256: string;
}

/** Reads a runbook that is run for real, and all that it calls; `vars` are its inputs as they were typed. Throws FileProblems. */
export function loadRunbookPlan(path: string, vars: Readonly<Record<string, string>> = {}): LoadedRunbook {
  return new Loader(filesOnDisk, {}).loadRunbookPlan(path, vars);
}

/** The same from texts: the runbook first. A journal holds them, so that `resume` needs no files. */
export function parseRunbookPlan(
  sources: readonly { readonly path: string; readonly text: string }[],
  vars: Readonly<Record<string, string>> = {},
): LoadedRunbook {
  const [first] = sources;
  if (first === undefined) throw new TypeError('parseRunbookPlan needs at least the text of the runbook');
  return new Loader(filesInMemory(sources), {}).loadRunbookPlan(first.path, vars);
}

/** Reads a scenario and all runbooks that it reaches. Throws FileProblems with every mistake that was found. */
export function loadScenario(path: string, options: LoadOptions = {}): Loaded {
  return new Loader(filesOnDisk, options).load(path);
}

/** The same from texts: the scenario first. A journal holds them, so that a replay needs no files. */
export function parseScenario(
  sources: readonly { readonly path: string; readonly text: string }[],
  options: LoadOptions = {},
): Loaded {
  const [first] = sources;
  if (first === undefined) throw new TypeError('parseScenario needs at least the text of the scenario');
  return new Loader(filesInMemory(sources), options).load(first.path);
}

/** Where sources come from. */
interface Shelf {
  /** Undefined if there is no such file. Throws FileProblems if there is one that cannot be used. */
  read(path: string): Source | undefined;
  /** Files that might have been meant. */
  near(path: string): readonly string[];
}

const filesOnDisk: Shelf = {
  read(path) {
    try {
      return readSource(path);
    } catch (error) {
      if (error instanceof FileProblems && error.problems[0]?.message === 'there is no such file') return undefined;
      throw error;
    }
  },
  near(path) {
    const folder = posix.dirname(path);
    try {
      const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
      return names.sort().map((name) => posix.join(folder, name));
    } catch {
      return [];
    }
  },
};

function filesInMemory(texts: readonly { readonly path: string; readonly text: string }[]): Shelf {
  return {
    read(path) {
      const found = texts.find((text) => text.path === path);
      return found === undefined ? undefined : makeSource(path, found.text);
    },
    near: () => texts.map((text) => text.path),
  };
}

/** Reads files, remembers them, and collects what is wrong with them. */
class Loader {
  readonly #shelf: Shelf;
  readonly #options: LoadOptions;
  readonly #sources = new Map<string, Source>();
  readonly #documents = new Map<string, Document>();
  readonly #runbooks = new Map<string, Runbook>();
  readonly #problems: Problem[] = [];
  /** Calls that were checked: the file with its inputs. */
  readonly #checked = new Set<string>();
  #broken = false;

  constructor(shelf: Shelf, options: LoadOptions) {
    this.#shelf = shelf;
    this.#options = options;
  }

  load(path: string): Loaded {
    const document = this.#open(path);
    if (document === undefined) throw new FileProblems([missing(path, this.#shelf.near(path))]);
    const parsed = readScenario(document, this.#options);
    this.#problems.push(...scenarioProblems(parsed.scenario, document, parsed.filled));
    const scenario = this.#withRunbook(parsed.scenario, document);
    // What a broken runbook would have declared is not known.
    if (!this.#broken) {
      const milestones = [...this.#runbooks.values()].flatMap(milestonesOf);
      this.#problems.push(...eventProblems(scenario, document, milestones));
    }
    if (this.#problems.length > 0) throw new FileProblems(distinct(this.#problems));
    const sources = [...this.#sources.values()];
    return {
      id: scenario.id,
      scenario,
      runbooks: this.#runbooks,
      sources,
      sha256: hashOf(sources),
      position: (file, at) => this.#documents.get(file)?.position(at) ?? { file, line: 0, column: 0 },
    };
  }

  /** Reads a runbook that is run without a scenario: for real, with these inputs (as typed). */
  loadRunbookPlan(path: string, vars: Readonly<Record<string, string>>): LoadedRunbook {
    const document = this.#open(path);
    if (document === undefined) throw new FileProblems([missing(path, this.#shelf.near(path))]);
    const runbook = this.#runbook(path, document);
    if (runbook === undefined) throw new FileProblems(distinct(this.#problems));
    const given = readOverrides(runbook.inputs, vars);
    const inputs = this.#inputs(runbook, given, document, ['inputs']);
    if (inputs !== undefined) this.#check(runbook, document, inputs, undefined, []);
    if (this.#problems.length > 0) throw new FileProblems(distinct(this.#problems));
    const sources = [...this.#sources.values()];
    return { runbook, runbooks: this.#runbooks, inputs: inputs!, sources, sha256: hashOf(sources) };
  }

  /** Reads a runbook without a scenario: names in it cannot be checked, its inputs are not known. */
  loadRunbook(path: string): Runbook {
    const document = this.#open(path);
    if (document === undefined) throw new FileProblems([missing(path, this.#shelf.near(path))]);
    const runbook = this.#runbook(path, document);
    if (runbook !== undefined) this.#check(runbook, document, undefined, undefined, []);
    if (this.#problems.length > 0) throw new FileProblems(distinct(this.#problems));
    return runbook!;
  }

  #open(path: string): Document | undefined {
    const known = this.#documents.get(path);
    if (known !== undefined) return known;
    const source = this.#shelf.read(path);
    if (source === undefined) return undefined;
    const document = parseDocument(source);
    this.#sources.set(path, source);
    this.#documents.set(path, document);
    return document;
  }

  /**
   * The scenario with its runbook's path as a key of `runbooks` and all its inputs; the runbook and those below it are
   * read and checked.
   */
  #withRunbook(scenario: Scenario, document: Document): Scenario {
    const chosen = this.#options.runbook;
    const call = scenario.runbook ?? (chosen === undefined ? undefined : { file: chosen, inputs: {} });
    if (call === undefined) return scenario;
    const file = chosen ?? posix.join(posix.dirname(document.file), call.file);
    const runbook = this.#reach(file, document, ['runbook', 'file'], chosen ?? call.file);
    if (runbook === undefined) return scenario;
    const given = chosen === undefined ? call.inputs : only(call.inputs, Object.keys(runbook.inputs));
    const inputs = this.#inputs(runbook, given, document, ['runbook'], chosen);
    if (inputs !== undefined) this.#check(runbook, this.#documents.get(file)!, inputs, scenario, []);
    return { ...scenario, runbook: { file, inputs: inputs ?? {} } };
  }

  /** The runbook in a file that another file names; its problems are collected. */
  #reach(file: string, from: Document, path: Path, written: string): Runbook | undefined {
    try {
      const document = this.#open(file);
      if (document !== undefined) return this.#runbook(file, document);
    } catch (error) {
      this.#collect(error);
      return undefined;
    }
    this.#broken = true;
    const base = posix.dirname(from.file);
    const valid = this.#shelf.near(file).filter((each) => each !== from.file);
    const message = `there is no file "${written}"${hint(
      written,
      valid.map((each) => posix.relative(base, each)),
    )}`;
    this.#problems.push(
      this.#options.runbook === written
        ? { file: `--runbook ${written}`, line: 0, column: 0, message, path: '' }
        : from.problem(path, `${formatPath(path)}: ${message}`),
    );
    return undefined;
  }

  #runbook(file: string, document: Document): Runbook | undefined {
    const known = this.#runbooks.get(file);
    if (known !== undefined) return known;
    try {
      const runbook = readRunbook(document);
      this.#runbooks.set(file, runbook);
      this.#problems.push(...planProblems(runbook, document));
      return runbook;
    } catch (error) {
      this.#collect(error);
      return undefined;
    }
  }

  #collect(error: unknown): void {
    if (!(error instanceof FileProblems)) throw error;
    this.#broken = true;
    this.#problems.push(...error.problems);
  }

  /** All inputs of a call; undefined if some are wrong, which is a problem of the caller's file. */
  #inputs(runbook: Runbook, given: Values, from: Document, path: Path, chosen?: string): Values | undefined {
    const wrong = assignmentProblems(runbook.inputs, given, from, [...path, 'inputs'], 'input');
    const inputs = mergeValues(runbook.inputs, given);
    for (const name of Object.keys(runbook.inputs)) {
      if (Object.hasOwn(inputs, name)) continue;
      const message = `${formatPath(path)}: the runbook ${runbook.id} needs the input "${name}", which has no default`;
      wrong.push(
        chosen === undefined
          ? from.problem(path, message, 'key')
          : { file: `--runbook ${chosen}`, line: 0, column: 0, message, path: name },
      );
    }
    this.#problems.push(...wrong);
    return wrong.length === 0 ? inputs : undefined;
  }

  /** Checks a runbook as it is called, and the runbooks that it calls. `trail` are the files that led here. */
  #check(
    runbook: Runbook,
    document: Document,
    inputs: Values | undefined,
    scenario: Scenario | undefined,
    trail: readonly string[],
  ): void {
    const key = `${runbook.file} ${JSON.stringify(inputs)}`;
    if (this.#checked.has(key)) return;
    this.#checked.add(key);
    const scope = inputs === undefined ? {} : { inputs };
    const { problems, calls } = givenProblems(runbook, document, scope, scenario);
    this.#problems.push(...problems);
    const here = [...trail, runbook.file];
    for (const call of calls) {
      const file = posix.join(posix.dirname(runbook.file), call.file);
      const at = [...call.path, 'file'];
      if (here.includes(file)) {
        const circle = [...here.slice(here.indexOf(file)), file].map((each) => posix.basename(each)).join(' -> ');
        this.#problems.push(document.problem(at, `${formatPath(at)}: these runbooks run each other: ${circle}`));
        continue;
      }
      const callee = this.#reach(file, document, at, call.file);
      if (callee === undefined) continue;
      const given = call.complete ? this.#inputs(callee, call.inputs as Values, document, call.path) : undefined;
      if (given === undefined && call.complete) continue;
      this.#check(callee, this.#documents.get(file)!, given, scenario, here);
    }
  }
}

function only(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

function missing(path: string, near: readonly string[]): Problem {
  const guess = hint(path, near);
  const message = `there is no such file${guess.startsWith('; did') ? guess : ''}`;
  return { file: path, line: 0, column: 0, message, path: '' };
}

/** The hash does not depend on the folder that the files lie in: only on their texts and on how they lie to each other. */
function hashOf(sources: readonly Source[]): string {
  const hash = createHash('sha256');
  const base = posix.dirname(sources[0]!.path);
  for (const { path, sha256 } of sources) hash.update(`${posix.relative(base, path)}\0${sha256}\n`, 'utf8');
  return hash.digest('hex');
}

/** Reads one runbook on its own. Throws FileProblems. Names of installations, decisions and so on are checked only with a scenario. */
export function loadRunbook(path: string): Runbook {
  return new Loader(filesOnDisk, {}).loadRunbook(path);
}
