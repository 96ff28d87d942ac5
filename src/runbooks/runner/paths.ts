import { isParallel, type Step } from '../files/runbook-types.ts';

/** Ids joined by slashes; empty ones are left out. */
export function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('/');
}

/** The steps of a list with those of its groups, in the order of the file, for a screen that draws them before they run. */
export function outline(
  steps: readonly Step[],
  prefix: string,
): { path: string; uses?: string; needs: readonly string[] }[] {
  return steps.flatMap((step) => {
    const path = join(prefix, step.id);
    const needs = step.needs.map((need) => join(prefix, need));
    if (isParallel(step)) return [{ path, needs }, ...outline(step.parallel, path)];
    return [{ path, uses: step.uses, needs }];
  });
}
