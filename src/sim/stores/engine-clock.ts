/**
 * What a store engine needs of time. The world hands it virtual time, the real-socket door wall time; an engine never asks the host.
 */
export interface EngineClock {
  /** Milliseconds since the Unix epoch, possibly with a fraction. */
  nowMs(): number;
  /** Calls `fn` once after `delayMs`; the returned function cancels it and may be called at any time. */
  after(delayMs: number, fn: () => void): () => void;
}

/** One direction-pair of bytes between a client and an engine; order is kept, nothing is lost before `close`. */
export interface ByteLink {
  write(bytes: Buffer): void;
  close(): void;
  onData: (bytes: Buffer) => void;
  onClose: () => void;
}
