/**
 * The dataset as an RDB file, version 10: what a full resynchronisation sends and what an operator copies. A real Redis 7.0 reads
 * it (plain encodings, which it accepts beside its compact ones; checksum 0, which means that there is none). What is read back
 * are files of this writer; compact encodings of a real server are refused with their number.
 */
import type { Database, Value } from './database.ts';
import { ByteReader, ByteWriter, RdbError } from './rdb-bytes.ts';
import { Ring } from './ring.ts';
import { SortedSet } from './sorted-set.ts';

const opcode = { aux: 0xfa, resizeDb: 0xfb, expiryMs: 0xfc, selectDb: 0xfe, end: 0xff };
const typeCode = { string: 0, list: 1, set: 2, hash: 4, zset: 5 } as const;
const magic = 'REDIS0010';

export function encodeRdb(databases: readonly Database[], aux: Readonly<Record<string, string>>): Buffer {
  const out = new ByteWriter();
  out.text(magic);
  for (const [name, value] of Object.entries(aux)) {
    out.byte(opcode.aux);
    out.string(name);
    out.string(value);
  }
  for (const database of databases) writeDatabase(out, database);
  out.byte(opcode.end);
  out.text('\0'.repeat(8));
  return out.bytes();
}

function writeDatabase(out: ByteWriter, database: Database): void {
  let isFirst = true;
  for (const { key, value, expiresAtMs } of database.entries()) {
    if (isFirst) {
      out.byte(opcode.selectDb);
      out.length(database.index);
      isFirst = false;
    }
    if (expiresAtMs !== undefined) {
      out.byte(opcode.expiryMs);
      out.int64(expiresAtMs);
    }
    out.byte(typeCode[value.type]);
    out.string(key);
    writeValue(out, value);
  }
}

function writeValue(out: ByteWriter, value: Value): void {
  if (value.type === 'string') {
    out.string(value.data);
  } else if (value.type === 'list') {
    out.length(value.data.length);
    for (const item of value.data.toArray()) out.string(item);
  } else if (value.type === 'set') {
    out.length(value.data.size);
    for (const member of value.data) out.string(member);
  } else if (value.type === 'hash') {
    out.length(value.data.size);
    for (const [field, text] of value.data) {
      out.string(field);
      out.string(text);
    }
  } else {
    out.length(value.data.size);
    for (const { member, score } of value.data.ordered) {
      out.string(member);
      out.double(score);
    }
  }
}

export interface RdbContent {
  aux: Map<string, string>;
  entries: { db: number; key: string; value: Value; expiresAtMs: number | undefined }[];
}

/** Throws `RdbError` when the bytes end early or use an encoding that is not known here. */
export function decodeRdb(bytes: Uint8Array): RdbContent {
  const input = new ByteReader(bytes);
  const head = input.text(magic.length);
  if (!head.startsWith('REDIS')) throw new RdbError(`not an RDB file: it starts with ${JSON.stringify(head)}`);
  const content: RdbContent = { aux: new Map(), entries: [] };
  let db = 0;
  let expiresAtMs: number | undefined;
  for (;;) {
    const code = input.byte();
    if (code === opcode.end) return content;
    if (code === opcode.aux) content.aux.set(input.string(), input.string());
    else if (code === opcode.selectDb) db = input.length();
    else if (code === opcode.expiryMs) expiresAtMs = input.int64();
    else if (code === opcode.resizeDb) {
      input.length();
      input.length();
    } else {
      const key = input.string();
      content.entries.push({ db, key, value: readValue(input, code), expiresAtMs });
      expiresAtMs = undefined;
    }
  }
}

function readValue(input: ByteReader, code: number): Value {
  if (code === typeCode.string) return { type: 'string', data: input.string() };
  if (code === typeCode.list) return { type: 'list', data: Ring.of(readStrings(input, input.length())) };
  if (code === typeCode.set) return { type: 'set', data: new Set(readStrings(input, input.length())) };
  if (code === typeCode.hash) {
    const data = new Map<string, string>();
    for (let left = input.length(); left > 0; left--) data.set(input.string(), input.string());
    return { type: 'hash', data };
  }
  if (code === typeCode.zset) {
    const data = new SortedSet();
    for (let left = input.length(); left > 0; left--) data.set(input.string(), input.double());
    return { type: 'zset', data };
  }
  throw new RdbError(`value encoding ${code} is not one that this server writes; was the file made by another server?`);
}

function readStrings(input: ByteReader, count: number): string[] {
  return Array.from({ length: count }, () => input.string());
}
