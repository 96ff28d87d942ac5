import { createHash } from 'node:crypto';
import { type Document, documentBase, type Identity } from './document.ts';

/**
 * The log of a Chef run on an instance, as the platform keeps it: of every run of a deployment, of every run that failed, and of what
 * somebody ran on the machine. (Configures that went well leave none: there are thousands, and each is like the one before.)
 */
export interface ChefLog extends Document {
  type: 'log';
  cluster_id: string;
  instance_id: string;
  deployment_id: string | null;
  activity: string;
  ok: boolean;
  /** What the run printed; the end of it. */
  log: string;
  /** Of a run that somebody on the machine asked for: the cloud's JSON that was in it. */
  custom_json: Record<string, unknown> | null;
  at_ms: number;
}

export type ChefLogFields = Pick<ChefLog, 'cluster_id' | 'instance_id' | 'activity' | 'ok' | 'log'> &
  Partial<Pick<ChefLog, 'deployment_id' | 'custom_json'>>;

export function newChefLog(fields: ChefLogFields, identity: Identity): ChefLog {
  return { ...documentBase('log', identity), deployment_id: null, custom_json: null, ...fields, at_ms: identity.nowMs };
}

/** The id of the log of a command: the same however often its result arrives. */
export function logIdOf(commandId: string): string {
  return createHash('md5').update(commandId).digest('hex');
}
