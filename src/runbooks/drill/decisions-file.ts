/**
 * A file that says what people decide, for a run in which nobody is there: the journal of a drill, or a list such as
 *
 * ```yaml
 * - { decision: leave-region, choice: go, after: PT10M, by: anna, comment: the status page is silent }
 * - { at: PT40M, decision: checkpoint, choice: IRREVERSIBLE }   # at this moment, or when it is asked if that is later
 * - { note: debrief, text: the kernel was in the same zone }
 * - { at: PT5M, command: "aws ec2 describe-instances --account main --region eu-west-1" }
 * ```
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readRecorded } from '../durable/recorded.ts';
import { type Document, parseDocument } from '../files/document.ts';
import { seconds } from '../files/fields.ts';
import type { Runbook } from '../files/index.ts';
import { problemsOf } from '../files/issues.ts';
import { FileProblems, hint, type Path, type Problem } from '../files/problems.ts';
import { readSource } from '../files/source.ts';
import type { JournalEvent } from '../journal/index.ts';
import { recordedScript } from './journal-inputs.ts';
import { askables, notesOf } from './questions.ts';
import type { Script, ScriptEntry } from './script.ts';

const text = z.string().min(1);
const entrySchema = z.strictObject({
  at: seconds().optional(),
  after: seconds().optional(),
  by: text.optional(),
  decision: text.optional(),
  choice: text.optional(),
  comment: z.string().optional(),
  note: text.optional(),
  text: z.string().optional(),
  command: text.optional(),
});
const schema = z.array(entrySchema, { error: 'expected a list: - { decision: leave-region, choice: go }' });

type Entry = z.output<typeof entrySchema>;

/** What goes with each kind of entry, and what it cannot do without. */
const kinds = {
  decision: { needs: 'choice', takes: ['at', 'after', 'by', 'comment'] },
  note: { needs: 'text', takes: ['at', 'after', 'by'] },
  command: { needs: 'at', takes: ['by'] },
} as const;

const journalStart = '{"seq":';

export class DecisionsFile {
  /** The events of a drill, where the file is its journal: what was run stands in the first. */
  readonly recorded: readonly JournalEvent[] | undefined;
  readonly #path: string;
  readonly #read: (runbooks: Iterable<Runbook>) => Script;

  private constructor(
    path: string,
    recorded: readonly JournalEvent[] | undefined,
    read: (runbooks: Iterable<Runbook>) => Script,
  ) {
    this.#path = path;
    this.recorded = recorded;
    this.#read = read;
  }

  /** Throws FileProblems; JournalBroken for a journal that is not as it was written. */
  static read(path: string): DecisionsFile {
    // A journal has no limit of size, and may stop in the middle of a line.
    const journal = journalText(path);
    if (journal === undefined) {
      const document = parseDocument(readSource(path));
      const entries = entriesOf(document);
      return new DecisionsFile(path, undefined, (runbooks) => scriptOf(entries, document, [...runbooks]));
    }
    const { events } = readRecorded(journal);
    const script = recordedScript(events);
    if (script === undefined) throw fileProblem(path, 'nobody was asked in this run: it is no journal of a drill');
    return new DecisionsFile(path, events, () => script);
  }

  /**
   * What they say in a run with these runbooks. Throws FileProblems for a decision that nobody asks for, or a choice that it does not
   * have. `sameRun`: what was recorded is run again, and a question that stood unanswered stands unanswered again.
   */
  script(runbooks: Iterable<Runbook>, sameRun = true): Script {
    const script = this.#read(runbooks);
    const entries = script.entries.map((entry) => ({ where: this.#path, ...entry }));
    return sameRun ? { ...script, entries } : { entries };
  }
}

function journalText(path: string): string | undefined {
  try {
    const all = readFileSync(path, 'utf8');
    return all.startsWith(journalStart) ? all : undefined;
  } catch {
    // What is wrong with it is said where it is read as YAML.
    return undefined;
  }
}

function fileProblem(file: string, message: string): FileProblems {
  return new FileProblems([{ file, line: 0, column: 0, path: '', message }]);
}

function entriesOf(document: Document): readonly Entry[] {
  const read = schema.safeParse(document.value);
  if (!read.success) {
    throw new FileProblems(problemsOf(read.error.issues, { document, schema, value: document.value, base: [] }));
  }
  const problems = read.data.flatMap((entry, at) => shapeProblem(entry, [at], document) ?? []);
  if (problems.length > 0) throw new FileProblems(problems);
  return read.data;
}

function shapeProblem(entry: Entry, path: Path, document: Document): Problem | undefined {
  const given = Object.keys(entry).filter((key) => entry[key as keyof Entry] !== undefined);
  const said = given.filter((key): key is keyof typeof kinds => Object.hasOwn(kinds, key));
  const [kind] = said;
  if (kind === undefined || said.length > 1) return document.problem(path, 'say one of decision, note and command');
  const { needs, takes } = kinds[kind];
  if (!given.includes(needs)) return document.problem(path, `"${needs}" is missing beside ${kind}`);
  const allowed: readonly string[] = [kind, needs, ...takes];
  const odd = given.find((key) => !allowed.includes(key));
  return odd === undefined ? undefined : document.problem([...path, odd], `"${odd}" does not go with ${kind}`, 'key');
}

function scriptOf(entries: readonly Entry[], document: Document, runbooks: readonly Runbook[]): Script {
  const problems = entries.flatMap((entry, at) => misfit(entry, [at], document, runbooks) ?? []);
  if (problems.length > 0) throw new FileProblems(problems);
  return { entries: entries.map((entry, at) => scriptEntry(entry, place(document, [at]))) };
}

/** What nobody asks for, or no choice of it. */
function misfit(entry: Entry, path: Path, document: Document, runbooks: readonly Runbook[]): Problem | undefined {
  const { decision, choice = '', note } = entry;
  if (note !== undefined) {
    const notes = notesOf(runbooks);
    if (notes.includes(idOf(note))) return undefined;
    return document.problem([...path, 'note'], `no step asks for the note "${note}"${hint(note, notes)}`);
  }
  if (decision === undefined) return undefined;
  const all = askables(runbooks);
  const meant = all.filter(({ names }) => names.includes(decision) || names.includes(idOf(decision)));
  if (meant.length === 0) {
    const names = [...new Set(all.flatMap((each) => each.names))];
    return document.problem([...path, 'decision'], `nobody is asked for "${decision}"${hint(decision, names)}`);
  }
  if (meant.some(({ choices }) => choices === undefined || choices.includes(choice))) return undefined;
  const choices = [...new Set(meant.flatMap((each) => each.choices ?? []))];
  return document.problem([...path, 'choice'], `"${choice}" is no choice of ${decision}${hint(choice, choices)}`);
}

function scriptEntry(entry: Entry, where: string): ScriptEntry {
  const { at, after, by, decision, choice, comment, note, text: words, command } = entry;
  const when = { where, by, atUs: toUs(at), afterUs: toUs(after) };
  if (command !== undefined) return { kind: 'command', text: command, ...when };
  if (note !== undefined) return { kind: 'note', path: note, text: words!, ...when };
  return { kind: 'answer', decision: decision!, choice: choice!, comment, ...when };
}

function place(document: Document, path: Path): string {
  const { file, line, column } = document.position(path);
  return `${file}:${line}:${column}`;
}

function toUs(given: number | undefined): number | undefined {
  return given === undefined ? undefined : Math.round(given * 1e6);
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
