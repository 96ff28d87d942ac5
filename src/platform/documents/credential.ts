import type { AwsCredential } from '../environment.ts';
import { type Document, documentBase, type Identity } from './document.ts';

/** An AWS key pair of the account; a cloud uses one. */
export interface Credential extends Document {
  type: 'credential';
  account_id: string;
  name: string;
  aws_access_key_id: string;
  aws_secret_access_key: string;
}

export type CredentialFields = Pick<Credential, 'account_id' | 'name' | 'aws_access_key_id' | 'aws_secret_access_key'>;

export function newCredential(fields: CredentialFields, identity: Identity): Credential {
  return { ...documentBase('credential', identity), ...fields };
}

export function awsCredential(credential: Credential): AwsCredential {
  return { accessKeyId: credential.aws_access_key_id, secretAccessKey: credential.aws_secret_access_key };
}
