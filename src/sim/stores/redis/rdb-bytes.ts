/** A file is not one that this server wrote. */
export class RdbError extends Error {
  override readonly name = 'RdbError';
}

/** Numbers and strings as an RDB file holds them. */
export class ByteWriter {
  #buffer = Buffer.alloc(1024);
  #at = 0;

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  byte(value: number): void {
    this.#room(1)[this.#at++] = value;
  }

  text(text: string): void {
    this.#at += this.#room(text.length).write(text, this.#at, 'latin1');
  }

  string(text: string): void {
    this.length(text.length);
    this.text(text);
  }

  length(value: number): void {
    if (value < 64) {
      this.byte(value);
      return;
    }
    if (value < 16384) {
      this.byte(0x40 | (value >> 8));
      this.byte(value & 0xff);
      return;
    }
    this.byte(0x80);
    this.#at = this.#room(4).writeUInt32BE(value, this.#at);
  }

  int64(value: number): void {
    this.#at = this.#room(8).writeBigInt64LE(BigInt(value), this.#at);
  }

  double(value: number): void {
    this.#at = this.#room(8).writeDoubleLE(value, this.#at);
  }

  #room(bytes: number): Buffer {
    if (this.#at + bytes > this.#buffer.length) {
      const larger = Buffer.alloc((this.#buffer.length + bytes) * 2);
      this.#buffer.copy(larger, 0, 0, this.#at);
      this.#buffer = larger;
    }
    return this.#buffer;
  }
}

export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#buffer[this.#take(1)] as number;
  }

  text(length: number): string {
    const at = this.#take(length);
    return this.#buffer.toString('latin1', at, at + length);
  }

  string(): string {
    const first = this.#buffer[this.#at] ?? 0;
    if (first >> 6 !== 3) return this.text(this.length());
    this.byte();
    if (first === 0xc0) return String(this.#buffer.readInt8(this.#take(1)));
    if (first === 0xc1) return String(this.#buffer.readInt16LE(this.#take(2)));
    if (first === 0xc2) return String(this.#buffer.readInt32LE(this.#take(4)));
    throw new RdbError(`string encoding ${first & 0x3f} is not one that this server writes`);
  }

  length(): number {
    const first = this.byte();
    if (first >> 6 === 0) return first;
    if (first >> 6 === 1) return ((first & 0x3f) << 8) | this.byte();
    if (first === 0x80) return this.#buffer.readUInt32BE(this.#take(4));
    throw new RdbError(`length prefix ${first} is not one that this server writes`);
  }

  int64(): number {
    return Number(this.#buffer.readBigInt64LE(this.#take(8)));
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#take(8));
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#buffer.length) throw new RdbError(`the file ends early, at byte ${this.#buffer.length}`);
    this.#at += bytes;
    return at;
  }
}
