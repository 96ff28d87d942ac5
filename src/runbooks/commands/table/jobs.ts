import { UsageError } from '../failures.ts';

const jobsMax = 256;

/** `--jobs N`, for every command that runs many worlds side by side. */
export const jobs = {
  kind: 'parsed',
  parse: parseJobs,
  brief: 'How many worlds run side by side; one for each core without it',
  placeholder: 'N',
  optional: true,
} as const;

function parseJobs(input: string): number {
  const count = Number(input);
  if (/^\d+$/.test(input) && count >= 1 && count <= jobsMax) return count;
  throw new UsageError(`"${input}" is no number of jobs; expected 1 to ${jobsMax}`);
}
