import type { JournalFile } from '../durable/journal-file.ts';
import type { CliContext } from './context.ts';
import { cannotWrite, openJournal } from './journals.ts';

/**
 * The journal of a simulated run on disk. The usual place may be read-only, which is no reason to fail; a place that was asked for may
 * not.
 */
export class KeptJournal {
  readonly #context: CliContext;
  readonly #path: string;
  readonly #asked: boolean;
  readonly #file: JournalFile | undefined;
  #lines = 0;
  #whyNot: Error | undefined;

  constructor(context: CliContext, asked: string | undefined, usual: string, command: string) {
    this.#context = context;
    this.#path = asked ?? usual;
    this.#asked = asked !== undefined;
    try {
      this.#file = openJournal(context, this.#path, { durability: 'grouped', command });
    } catch (error) {
      // The same run, twice at once: one of them keeps its journal, and both are the same.
      if (this.#asked || !['UsageError', 'RunHeld'].includes((error as Error).name)) throw error;
      this.#whyNot = error as Error;
    }
  }

  /** How much of what stands in the file is the beginning of what will be added. */
  keep(bytes: number): void {
    this.#lines += 1;
    this.#file?.keep(bytes);
  }

  append(line: string): void {
    this.#lines += 1;
    this.#file?.append(line);
  }

  close(): void {
    this.#file?.close();
    const failure = this.#file?.failure;
    if (failure !== undefined) this.#whyNot = cannotWrite(this.#path, (failure as NodeJS.ErrnoException).code);
  }

  /** Says where it is, or why it is nowhere. Its path, if it is somewhere. */
  tell(): string | undefined {
    if (this.#lines === 0) return undefined;
    const { stderr } = this.#context.process;
    if (this.#whyNot === undefined) {
      stderr.write(`journal: ${this.#path}\n`);
      return this.#path;
    }
    if (this.#asked) throw this.#whyNot;
    stderr.write(`zonefall: the journal is not kept: ${this.#whyNot.message}\n`);
    return undefined;
  }
}
