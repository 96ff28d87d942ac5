import { type Document, documentBase, type Identity } from './document.ts';

/** A key pair of the account by EC2's name for it, with which a cloud's machines are launched: for logins as `ubuntu`. */
export interface SshKey extends Document {
  type: 'ssh_key';
  account_id: string;
  /** EC2's name; the key pair is in the region and at the credential of each cloud that uses it. */
  name: string;
}

export type SshKeyFields = Pick<SshKey, 'account_id' | 'name'>;

export function newSshKey(fields: SshKeyFields, identity: Identity): SshKey {
  return { ...documentBase('ssh_key', identity), ...fields };
}
