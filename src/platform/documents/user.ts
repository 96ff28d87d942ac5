import { hash } from 'node:crypto';
import { type Document, documentBase, type Identity } from './document.ts';
import type { PermissionLevel } from './permission.ts';

/** A person (or a script) with an API token, of which only the hash is kept. */
export interface User extends Document {
  type: 'user';
  account_id: string;
  name: string;
  admin: boolean;
  /** API access is off until it is switched on for the user (knowledge base, fundamentals and authentication). */
  api_enabled: boolean;
  token_hash: string;
  /** What this user gets on a cloud that is made later. */
  default_level: PermissionLevel;
  default_ssh: boolean;
  default_sudo: boolean;
  /** A line of authorized_keys; who has none logs in nowhere. */
  public_key: string | null;
  /** Stays when the user is renamed: the machines know a user by it. */
  unix_uid: number | null;
}

export type UserFields = Pick<User, 'account_id' | 'name'> &
  Partial<Omit<User, keyof Document | 'account_id' | 'name' | 'token_hash'>> & {
    /** In clear; it is hashed here and not kept. */
    token: string;
  };

export function newUser({ token, ...fields }: UserFields, identity: Identity): User {
  return {
    ...documentBase('user', identity),
    admin: false,
    api_enabled: false,
    default_level: 'manage',
    default_ssh: false,
    default_sudo: false,
    public_key: null,
    unix_uid: null,
    ...fields,
    token_hash: tokenHash(token),
  };
}

/**
 * SHA-256 of the token in hexadecimal digits. A token is drawn and not thought up, so nothing slower is needed to keep
 * it from being guessed from its hash.
 */
export function tokenHash(token: string): string {
  return hash('sha256', token);
}
