/** From the output of an operation to EC2's XML, by the operation's schema; and EC2's error document. */
import { XmlNode, XmlText } from '@aws-sdk/xml-builder';
import type { Ec2Error } from '../errors.ts';
import { inOrder } from './element-order.ts';
import { memberTable, type NormalizedSchema } from './operations.ts';

/** Fills the element that stands for a value. */
type Encode = (element: XmlNode, value: unknown) => void;

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
  const root = new XmlNode(`${action}Response`).addAttribute('xmlns', `http://ec2.amazonaws.com/doc/${version}/`);
  root.addChildNode(XmlNode.of('requestId', requestId));
  if (schema.isStructSchema()) encoderOf(schema)(root, output);
  else root.addChildNode(XmlNode.of('return', 'true'));
  return document(root);
}

/** `<Response><Errors><Error><Code>`, the same in all versions. */
export function encodeError({ code, message }: Ec2Error, requestId: string): string {
  const error = new XmlNode('Error', [XmlNode.of('Code', code), XmlNode.of('Message', printable(message))]);
  return document(new XmlNode('Response', [new XmlNode('Errors', [error]), XmlNode.of('RequestID', requestId)]));
}

function document(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
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
  return schema.isStructSchema() ? structEncoder(schema) : scalarEncoder(writerOf(schema));
}

interface Element {
  readonly name: string;
  readonly member: string;
  readonly schema: NormalizedSchema;
  /** Made at the first use: structures may hold themselves. */
  encode?: Encode;
}

function structEncoder(schema: NormalizedSchema): Encode {
  const table = memberTable(schema, (name, { xmlName }) => xmlName ?? name);
  const elements = inOrder(schema.getName(), [...table.keys()]).map((name): Element => {
    const member = table.get(name)!;
    return { name, member: member.name, schema: member.schema };
  });
  return (parent, value) => {
    const record = value as Record<string, unknown>;
    for (const element of elements) {
      const member = record[element.member];
      if (member === undefined || member === null) continue;
      element.encode ??= encoderOf(element.schema);
      const child = new XmlNode(element.name);
      element.encode(child, member);
      parent.addChildNode(child);
    }
  };
}

function listEncoder(schema: NormalizedSchema): Encode {
  const item = schema.getValueSchema();
  const name = item.getMergedTraits().xmlName ?? 'member';
  let encode: Encode | undefined;
  return (parent, value) => {
    encode ??= encoderOf(item);
    for (const each of value as readonly unknown[]) {
      const child = new XmlNode(name);
      encode(child, each);
      parent.addChildNode(child);
    }
  };
}

function scalarEncoder(write: (value: unknown) => string): Encode {
  return (element, value) => {
    const text = write(value);
    if (text !== '') element.addChildNode(new XmlText(text));
  };
}

function writerOf(schema: NormalizedSchema): (value: unknown) => string {
  if (schema.isTimestampSchema()) return (value) => (value as Date).toISOString();
  if (schema.isBlobSchema()) return (value) => Buffer.from(value as Uint8Array).toString('base64');
  if (schema.isStringSchema()) return (value) => printable(String(value));
  return String;
}

/** What no XML document may hold (www.w3.org/TR/xml/#charsets), such as a null byte or half of a surrogate pair, is replaced. */
function printable(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
