import { type Document, documentBase, type Identity } from './document.ts';
import type { PermissionLevel } from './permission.ts';

/** A customer: users, credentials and clouds belong to it. */
export interface Account extends Document {
  type: 'account';
  name: string;
  /** What a user may do in a cloud for which no permission was ever recorded. Ours: full access, as before permissions existed. */
  default_level: PermissionLevel;
}

export function newAccount(fields: { name: string; default_level?: PermissionLevel }, identity: Identity): Account {
  return { ...documentBase('account', identity), default_level: 'manage', ...fields };
}
