/** The applications on a machine's disk: what the deploy recipes of Chef runs have made of them. */
import { type Applications, type ChefRun, convergeApplications } from '../../platform/index.ts';
import type { Host, Process } from '../../sim/network/index.ts';

const APPLICATIONS = 'applications';

export function applicationsOn({ disk }: Host): Applications {
  return (disk.get(APPLICATIONS) as Applications | undefined) ?? {};
}

/** Carries out the deploy recipes of a run. A machine whose cloud has no applications is left alone. */
export async function deployOn(process: Process, run: ChefRun): Promise<{ ok: boolean; log: string[] }> {
  const { host, kernel } = process;
  const { applications, ok, log, waitedSeconds } = convergeApplications(applicationsOn(host), run, kernel.nowMs());
  if (applications !== applicationsOn(host)) host.disk.set(APPLICATIONS, applications);
  if (waitedSeconds > 0) await process.sleep(waitedSeconds * 1e6, 'chef.restart');
  return { ok, log };
}
