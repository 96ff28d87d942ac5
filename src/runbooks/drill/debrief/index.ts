import type { Debrief } from '../session.ts';
import type { DebriefOptions, WriteOptions } from './options.ts';

export type { DebriefOptions, WriteOptions } from './options.ts';

export async function debriefOf(_options: DebriefOptions): Promise<Debrief> {
  throw new Error('the debrief is not there yet');
}

export async function writeDebrief(_options: WriteOptions): Promise<readonly string[]> {
  throw new Error('the debrief is not there yet');
}
