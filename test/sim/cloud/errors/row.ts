/** A row of the table of errors: one way to reach one of EC2's errors. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Town, TownOptions } from './town.ts';

export type Command = Parameters<EC2Client['send']>[0];

export interface ErrorRow {
  readonly code: string;
  readonly httpStatus: number;
  /** What a customer did, or what had happened. */
  readonly when: string;
  readonly asks: (town: Town) => unknown;
  /** What the world is like. */
  readonly world?: TownOptions;
  /** What happens first. */
  readonly before?: (town: Town) => unknown;
  /** Who asks; `main` by default. */
  readonly account?: string;
}

/** `400 InvalidVolume.NotFound`, when, and the call. */
export function row(
  error: `${number} ${string}`,
  when: string,
  asks: (town: Town) => unknown,
  more: Pick<ErrorRow, 'world' | 'before' | 'account'> = {},
): ErrorRow {
  const [httpStatus, code] = error.split(' ');
  return { code: code!, httpStatus: Number(httpStatus), when, asks, ...more };
}
