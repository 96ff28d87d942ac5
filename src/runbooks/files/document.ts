import type { YAMLError, Document as YamlDocument } from 'yaml';
import { Composer, type CST, isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, Parser } from 'yaml';
import { FileProblems, formatPath, type Path, type Position, type Problem } from './problems.ts';
import type { Source } from './source.ts';

/** How deep mappings and lists may nest. The scenarios here need 8. */
const depthMax = 40;
/** How many values a file may have once its aliases are written out: what an alias bomb exceeds with its first letters. */
const valuesMax = 50_000;

/** A YAML file as data, that still knows where each value stands. */
export interface Document {
  readonly file: string;
  /** Mappings, lists and scalars; aliases are written out. */
  readonly value: unknown;
  /** Where a value, or the key before it, begins. A path that ends outside the file gives the nearest place above it. */
  position(path: Path, at?: 'key' | 'value'): Position;
  /** Where a piece of text inside a scalar begins; the scalar itself if the text does not stand there letter by letter. */
  positionInside(path: Path, text: string, offset: number): Position;
  problem(path: Path, message: string, at?: 'key' | 'value'): Problem;
}

/**
 * Reads YAML 1.2. Throws FileProblems: bad syntax (the first mistake only: the rest often follow from it), duplicate
 * keys, nesting, aliases.
 */
export function parseDocument(source: Source): Document {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file: source.path, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const fail = (problems: { offset: number; message: string }[]): never => {
    throw new FileProblems(problems.map(({ offset, message }) => ({ ...at(offset), message, path: '' })));
  };

  const { tokens, tooDeep } = tokenize(source.text, lines);
  if (tooDeep !== undefined) return fail([{ offset: tooDeep, message: `nested more than ${depthMax} levels deep` }]);

  const composer = new Composer({ lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const documents = [...composer.compose(tokens, true, source.text.length)];
  const yaml = documents[0] as YamlDocument.Parsed | undefined;
  if (yaml === undefined || yaml.contents === null) return fail([{ offset: 0, message: 'the file is empty' }]);
  const bad = syntaxProblems(yaml, documents[1]);
  if (bad.length > 0) fail(bad);
  const alias = badAlias(yaml);
  if (alias !== undefined) fail([alias]);

  const find = (path: Path) => findNode(yaml, path);
  const position = (path: Path, where: 'key' | 'value' = 'value'): Position => {
    const { key, value } = find(path);
    const node = where === 'key' ? (key ?? value) : (value ?? key);
    return at(node?.range?.[0] ?? 0);
  };
  return {
    file: source.path,
    value: yaml.toJS({ maxAliasCount: -1 }),
    position,
    positionInside(path, text, offset) {
      const range = find(path).value?.range;
      if (!range) return position(path);
      const index = source.text.slice(range[0], range[1]).indexOf(text);
      return at(index < 0 ? range[0] : range[0] + index + offset);
    },
    problem: (path, message, where) => ({ ...position(path, where), message, path: formatPath(path) }),
  };
}

/**
 * The parser's tokens, or the offset where the nesting becomes too deep. Looked at while parsing: the composer that
 * follows is recursive, so that deep nesting would end its stack, and the parser itself takes time that grows with the
 * square of the depth.
 */
function tokenize(text: string, lines: LineCounter): { tokens: CST.Token[]; tooDeep?: number } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    // The stack also holds the document, and a scalar that is being read.
    const open = parser.stack.length <= depthMax ? [] : parser.stack.filter((token) => 'items' in token);
    if (open.length > depthMax) return { tokens, tooDeep: open.at(-1)!.offset };
  }
  tokens.push(...parser.end());
  return { tokens };
}

type Mistake = { offset: number; message: string };

function syntaxProblems(yaml: YamlDocument.Parsed, second: unknown): Mistake[] {
  const all: YAMLError[] = [...yaml.errors, ...yaml.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  const syntax = all.find((error) => error.code !== 'DUPLICATE_KEY');
  if (syntax !== undefined) return [{ offset: syntax.pos[0], message: syntaxMessage(syntax) }];
  if (second !== undefined) {
    const offset = (second as YamlDocument.Parsed).range[0];
    return [{ offset, message: 'a second YAML document begins here; a file holds one' }];
  }
  return [...duplicates(yaml), ...badKeys(yaml)].sort((a, b) => a.offset - b.offset);
}

function syntaxMessage(error: YAMLError): string {
  if (error.code === 'TAG_RESOLVE_FAILED') return 'tags (!name) have no meaning here; write plain YAML';
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY') {
    return 'this is no valid YAML: a second ": " in one line; put quotes around a text that contains one';
  }
  const text = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
  return `this is no valid YAML: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** Every mapping of a document, each once (aliases are not followed). */
function* mappings(node: unknown): Generator<{ items: { key: unknown; value: unknown }[] }> {
  if (isMap(node)) {
    yield node as { items: { key: unknown; value: unknown }[] };
    for (const pair of node.items) yield* mappings(pair.value);
  } else if (isSeq(node)) {
    for (const item of node.items) yield* mappings(item);
  }
}

function duplicates(yaml: YamlDocument.Parsed): Mistake[] {
  const found: Mistake[] = [];
  for (const map of mappings(yaml.contents)) {
    const seen = new Set<string>();
    for (const { key } of map.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (seen.has(name)) found.push({ offset: key.range?.[0] ?? 0, message: `the key "${name}" is given twice` });
      seen.add(name);
    }
  }
  return found;
}

/** Keys that are no plain names: a list as a key, or one that JavaScript would take for something else. */
function badKeys(yaml: YamlDocument.Parsed): Mistake[] {
  const found: Mistake[] = [];
  for (const map of mappings(yaml.contents)) {
    for (const { key } of map.items) {
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      if (!isScalar(key)) found.push({ offset, message: 'a key must be a plain name' });
      else if (key.value === '__proto__') found.push({ offset, message: 'the key "__proto__" is not allowed' });
    }
  }
  return found;
}

/** The first alias that stands for nothing before it, or with which the file becomes too large. Each anchor is measured once. */
function badAlias(yaml: YamlDocument.Parsed): Mistake | undefined {
  const sizes = new Map<string, number>();
  let mistake: Mistake | undefined;
  const measure = (node: unknown): number => {
    let size = 1;
    const offset = (node as Node | null)?.range?.[0] ?? 0;
    if (isAlias(node)) {
      const known = sizes.get(node.source);
      if (known === undefined) {
        mistake ??= { offset, message: `the alias "*${node.source}" stands for nothing that comes before it` };
      }
      size = known ?? 1;
    } else if (isMap(node)) for (const pair of node.items) size += measure(pair.value);
    else if (isSeq(node)) for (const item of node.items) size += measure(item);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) sizes.set(anchor, size);
    if (size > valuesMax)
      mistake ??= { offset, message: `aliases would make more than ${valuesMax} values of this file` };
    return size;
  };
  measure(yaml.contents);
  return mistake;
}

type Found = { key: Node | undefined; value: Node | undefined };

/** The node at a path and its key; where the path leaves the file, the last ones that exist. */
function findNode(yaml: YamlDocument.Parsed, path: Path): Found {
  let found: Found = { key: undefined, value: yaml.contents ?? undefined };
  for (const part of path) {
    const node = isAlias(found.value) ? found.value.resolve(yaml) : found.value;
    let next: Found | undefined;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair !== undefined) next = { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined };
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part] as Node | undefined;
      if (item !== undefined) next = { key: undefined, value: item };
    }
    if (next === undefined) return found;
    found = next;
  }
  return found;
}
