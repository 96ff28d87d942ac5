/**
 * From the output of an operation to EC2's XML, by the operation's schema; and EC2's error document.
 *
 * A schema is turned into a function once, which joins texts: with a node for each element an answer of ten thousand instances took eight
 * times as long, and half a gigabyte.
 */
import { XmlNode, XmlText } from '@aws-sdk/xml-builder';
import type { Ec2Error } from '../errors.ts';
import { inOrder } from './element-order.ts';
import { memberTable, type NormalizedSchema } from './operations.ts';

/** The content of the element that stands for a value; empty where it has none. */
type Encode = (value: unknown) => string;

/** By the schema itself, which is a number for the simplest ones. */
const encoders = new Map<unknown, Encode>();

export interface Answered {
  readonly action: string;
  /** As the request had it. */
  readonly version: string;
  readonly requestId: string;
}

/** `<RunInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">`; an operation without output says that it is done. */
export function encodeOutput(schema: NormalizedSchema, output: object, answered: Answered): string {
  const { action, version, requestId } = answered;
  const content = schema.isStructSchema() ? encoderOf(schema)(output) : '<return>true</return>';
  const { open, close } = tagsOf(`${action}Response`, ` xmlns="http://ec2.amazonaws.com/doc/${version}/"`);
  return `${PROLOGUE}${open}${XmlNode.of('requestId', requestId)}${content}${close}`;
}

/** `<Response><Errors><Error><Code>`, the same in all versions. */
export function encodeError({ code, message }: Ec2Error, requestId: string): string {
  const error = new XmlNode('Error', [XmlNode.of('Code', code), XmlNode.of('Message', printable(message))]);
  const errors = new XmlNode('Errors', [error]);
  return `${PROLOGUE}${new XmlNode('Response', [errors, XmlNode.of('RequestID', requestId)])}`;
}

const PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n';

interface Tags {
  readonly open: string;
  readonly close: string;
  readonly empty: string;
}

const tagsOf = (name: string, attributes = ''): Tags => ({
  open: `<${name}${attributes}>`,
  close: `</${name}>`,
  empty: `<${name}${attributes}/>`,
});

function element({ open, close, empty }: Tags, content: string): string {
  return content === '' ? empty : open + content + close;
}

function encoderOf(schema: NormalizedSchema): Encode {
  const key = schema.getSchema();
  let encode = encoders.get(key);
  if (!encode) {
    encode = makeEncoder(schema);
    encoders.set(key, encode);
  }
  return encode;
}

function makeEncoder(schema: NormalizedSchema): Encode {
  if (schema.isListSchema()) return listEncoder(schema);
  return schema.isStructSchema() ? structEncoder(schema) : writerOf(schema);
}

interface Element {
  readonly tags: Tags;
  readonly member: string;
  readonly schema: NormalizedSchema;
  /** Made at the first use: structures may hold themselves. */
  encode?: Encode;
}

function structEncoder(schema: NormalizedSchema): Encode {
  const table = memberTable(schema, (name, { xmlName }) => xmlName ?? name);
  const elements = inOrder(schema.getName(), [...table.keys()]).map((name): Element => {
    const member = table.get(name)!;
    return { tags: tagsOf(name), member: member.name, schema: member.schema };
  });
  return (value) => {
    const record = value as Record<string, unknown>;
    // Joined and not added up: what is added up stays a tree of halves until somebody reads it.
    const parts: string[] = [];
    for (const each of elements) {
      const member = record[each.member];
      if (member === undefined || member === null) continue;
      each.encode ??= encoderOf(each.schema);
      parts.push(element(each.tags, each.encode(member)));
    }
    return parts.join('');
  };
}

function listEncoder(schema: NormalizedSchema): Encode {
  const item = schema.getValueSchema();
  const tags = tagsOf(item.getMergedTraits().xmlName ?? 'member');
  let encode: Encode | undefined;
  return (value) => {
    encode ??= encoderOf(item);
    const own = encode;
    return (value as readonly unknown[]).map((each) => element(tags, own(each))).join('');
  };
}

function writerOf(schema: NormalizedSchema): Encode {
  if (schema.isTimestampSchema()) return (value) => (value as Date).toISOString();
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  return schema.isStringSchema() ? writeText : String;
}

function writeText(value: unknown): string {
  const text = String(value);
  // Nearly all of what EC2 says: ids, names, states.
  return /^[\w .:/-]*$/.test(text) ? text : new XmlText(printable(text)).toString();
}

/** What no XML document may hold (www.w3.org/TR/xml/#charsets), such as a null byte or half of a surrogate pair, is replaced. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
