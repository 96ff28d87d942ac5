/**
 * A recording of what the terminal got, as asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/): a header, then a line for
 * each piece of output with the seconds since the start. Lines are written as they come, so that a drill that is killed has its recording.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { host } from '../sim/kernel/host-globals.ts';

export interface RecordingOptions {
  readonly file: string;
  readonly title: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The file cannot be written: said before the screen opens. */
export class RecordingFailed extends Error {
  override readonly name = 'RecordingFailed';
}

/** From now on whatever `stdout` is given, and each change of its size, is recorded too. Returns how to stop. Throws RecordingFailed. */
export function record(stdout: NodeJS.WriteStream, { file, title, env }: RecordingOptions): () => void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw new RecordingFailed(`${file}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const startMs = host.monotonicMs();
  let broken = false;
  const line = (value: unknown) => {
    if (broken) return;
    try {
      writeSync(descriptor, `${JSON.stringify(value)}\n`);
    } catch {
      // A full disk ends the recording, not the drill.
      broken = true;
    }
  };
  const event = (code: 'o' | 'r', data: string) =>
    line([Math.round((host.monotonicMs() - startMs) * 1000) / 1e6, code, data]);
  line({
    version: 2,
    width: stdout.columns,
    height: stdout.rows,
    timestamp: Math.floor(host.wallMs() / 1000),
    title,
    env: { SHELL: env.SHELL, TERM: env.TERM },
  });

  const decoder = new StringDecoder('utf8');
  const write = stdout.write;
  stdout.write = function recorded(this: NodeJS.WriteStream, data: string | Uint8Array, ...rest: unknown[]): boolean {
    const text = typeof data === 'string' ? data : decoder.write(Buffer.from(data));
    if (text !== '') event('o', text);
    return (write as (...given: unknown[]) => boolean).call(this, data, ...rest);
  } as typeof stdout.write;
  const onResize = () => event('r', `${stdout.columns}x${stdout.rows}`);
  stdout.on('resize', onResize);
  return () => {
    stdout.write = write;
    stdout.off('resize', onResize);
    closeSync(descriptor);
  };
}
