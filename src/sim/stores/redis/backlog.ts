/** The last bytes of the replication stream, so that a replica which was away for a moment need not copy everything. */
export class Backlog {
  readonly #ring: Buffer;
  /** Offset of the last byte written; the first byte of a stream has offset 1. */
  #end: number;
  #length = 0;

  constructor(bytesMax: number, offset: number) {
    this.#ring = Buffer.alloc(bytesMax);
    this.#end = offset;
  }

  get bytesMax(): number {
    return this.#ring.length;
  }

  get bytesStored(): number {
    return this.#length;
  }

  get firstOffset(): number {
    return this.#end - this.#length + 1;
  }

  append(text: string): void {
    const size = this.#ring.length;
    const kept = text.length > size ? text.slice(-size) : text;
    const at = (this.#end + text.length - kept.length) % size;
    const untilEdge = Math.min(kept.length, size - at);
    this.#ring.write(kept.slice(0, untilEdge), at, 'latin1');
    if (untilEdge < kept.length) this.#ring.write(kept.slice(untilEdge), 0, 'latin1');
    this.#end += text.length;
    this.#length = Math.min(size, this.#length + text.length);
  }

  /** The stream from byte `offset` on, as a binary string; undefined when that byte is gone or never was. */
  since(offset: number): string | undefined {
    if (offset < this.firstOffset || offset > this.#end + 1) return undefined;
    const length = this.#end + 1 - offset;
    const at = (offset - 1) % this.#ring.length;
    const untilEdge = Math.min(length, this.#ring.length - at);
    return (
      this.#ring.toString('latin1', at, at + untilEdge) +
      this.#ring.toString('latin1', 0, Math.max(0, length - untilEdge))
    );
  }
}
