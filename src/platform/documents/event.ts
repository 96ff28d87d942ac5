import { type Document, documentBase, type Identity } from './document.ts';

/** A line of the audit log: who did what, and what became of it. */
export interface AuditEvent extends Document {
  type: 'event';
  cluster_id: string;
  instance_id: string | null;
  /** The user, or null when the installation acted by itself. */
  user_id: string | null;
  action: string;
  message: string;
  at_ms: number;
}

export type AuditEventFields = Pick<AuditEvent, 'cluster_id' | 'action' | 'message'> &
  Partial<Pick<AuditEvent, 'instance_id' | 'user_id'>>;

export function newEvent(fields: AuditEventFields, identity: Identity): AuditEvent {
  return {
    ...documentBase('event', identity),
    instance_id: null,
    user_id: null,
    ...fields,
    at_ms: identity.nowMs,
  };
}
