/** The facilitator's door to a drill: a socket in a folder beside the journal, which is there as long as the drill is played. */
import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LiveSession } from '../drill/index.ts';
import type { CliContext } from './context.ts';
import type { Subject } from './drill-subject.ts';

export interface SecondSeat {
  close(): Promise<void>;
}

/** `.zonefall/x-drill-1.ndjson` has its door in `.zonefall/x-drill-1.seat`. */
export function seatFolder({ folder }: Pick<CliContext, 'folder'>, journalPath: string): string {
  return resolve(folder, `${journalPath.replace(/\.ndjson$/, '')}.seat`);
}

/** Opens it. Where that is not possible the drill goes on without one, and it is said at its end. */
export async function serveSecondSeat(
  context: CliContext,
  session: LiveSession,
  { plan, journals }: Pick<Subject, 'plan' | 'journals'>,
): Promise<SecondSeat | undefined> {
  const folder = seatFolder(context, journals.pathOf(0));
  try {
    const { serveFacilitator } = await import('../drill/facilitate/index.ts');
    mkdirSync(folder, { recursive: true });
    const served = await serveFacilitator(session, { folder, plan });
    return {
      close: async () => {
        await served.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      close: async () => void context.process.stderr.write(`zonefall: there was no second seat: ${why}\n`),
    };
  }
}
