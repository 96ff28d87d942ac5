import { userInfo } from 'node:os';

/** Who stands in the journal for what this process is told: `--by`, or the user of this machine. */
export function whoIs({ by }: { readonly by?: string }): string {
  if (by !== undefined) return by;
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
