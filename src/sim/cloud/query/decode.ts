/**
 * From the parameters of a Query request to the input of client-ec2's command, by the operation's schema: names, lists (indices may begin
 * with 0 or with 1, and leave some out), numbers, dates.
 */
import { Ec2Error, invalidParameter } from '../errors.ts';
import { memberTable, type NormalizedSchema } from './operations.ts';
import type { ParameterNode } from './parameters.ts';

type Decode = (node: ParameterNode) => unknown;

/** By the schema itself, which is a number for the simplest ones. */
const decoders = new Map<unknown, Decode>();

/**
 * The input of an operation. Throws UnknownParameter for what the operation does not take, InvalidParameterValue for what is no number,
 * date and so on.
 */
export function decodeInput(schema: NormalizedSchema, root: ParameterNode): object {
  return decoderOf(schema)(root) as object;
}

function decoderOf(schema: NormalizedSchema): Decode {
  const key = schema.getSchema();
  let decode = decoders.get(key);
  if (!decode) {
    decode = makeDecoder(schema);
    decoders.set(key, decode);
  }
  return decode;
}

function makeDecoder(schema: NormalizedSchema): Decode {
  if (schema.isListSchema()) return listDecoder(schema);
  if (schema.isStructSchema() || schema.isUnitSchema()) return structDecoder(schema);
  return scalarDecoder(readerOf(schema));
}

function structDecoder(schema: NormalizedSchema): Decode {
  const members = memberTable(schema, queryName);
  return (node) => {
    refuseValue(node);
    const input: Record<string, unknown> = {};
    for (const [word, child] of node.members) {
      const member = members.get(word);
      if (!member) throw unknownParameter(child);
      input[member.name] = decoderOf(member.schema)(child);
    }
    return input;
  };
}

function listDecoder(schema: NormalizedSchema): Decode {
  const item = schema.getValueSchema();
  return (node) => {
    refuseValue(node);
    const indexed = [...node.members].map(([word, child]) => {
      if (!/^\d{1,9}$/.test(word)) throw unknownParameter(child);
      return { index: Number(word), child };
    });
    indexed.sort((a, b) => a.index - b.index);
    const decode = decoderOf(item);
    return indexed.map(({ child }) => decode(child));
  };
}

function scalarDecoder(read: (value: string) => unknown): Decode {
  return (node) => {
    for (const child of node.members.values()) throw unknownParameter(child);
    const value = read(node.value ?? '');
    if (value === undefined) throw invalidParameter(`Value (${node.value}) for parameter ${node.path} is invalid.`);
    return value;
  };
}

/** How the text of a value is read; the reader answers undefined where it is none. */
function readerOf(schema: NormalizedSchema): (text: string) => unknown {
  if (schema.isBooleanSchema()) return readBoolean;
  if (schema.isNumericSchema() || schema.isBigIntegerSchema() || schema.isBigDecimalSchema()) return readNumber;
  if (schema.isTimestampSchema()) return readDate;
  if (schema.isBlobSchema()) return readBlob;
  return (text) => text;
}

const BOOLEANS = new Map([
  ['true', true],
  ['false', false],
]);
const readBoolean = (text: string) => BOOLEANS.get(text.toLowerCase());

function readNumber(text: string): number | undefined {
  return /^-?\d{1,18}(\.\d{1,18})?$/.test(text) ? Number(text) : undefined;
}

function readDate(text: string): Date | undefined {
  const epochMs = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs);
}

function readBlob(text: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}

/** `Filter=` alone is an empty list or structure, as some clients write it; any other value is out of place. */
function refuseValue(node: ParameterNode): void {
  if (node.value) throw unknownParameter(node);
}

/** The first of its parameters that was given. */
function unknownParameter(node: ParameterNode): Ec2Error {
  let named = node;
  while (named.value === undefined) named = named.members.values().next().value!;
  return new Ec2Error('UnknownParameter', `The parameter ${named.path} is not recognized`);
}

/** As `QueryShapeSerializer` of @aws-sdk/core writes it. */
function queryName(name: string, traits: { ec2QueryName?: string; xmlName?: string }): string {
  if (traits.ec2QueryName) return traits.ec2QueryName;
  const key = traits.xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}
