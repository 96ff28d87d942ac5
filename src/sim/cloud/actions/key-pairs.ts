/** Key pairs: an account's public keys. EC2 forgets the private half when it has told it. */
import type { KeyPairInfo } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, notFound } from '../errors.ts';
import { generateKey, readPublicKey, UnreadableKeyError } from '../ssh-keys.ts';
import type { KeyPairRecord } from '../state.ts';
import type { ActionContext, Handler } from './context.ts';
import { type Listing, list } from './listing.ts';
import { required } from './resources.ts';
import { putTags, specifiedTags, tagsOf } from './tags.ts';

/** The keys are real ones, and the same again for the same seed. */
export const createKeyPair: Handler<'CreateKeyPair'> = (context, input) => {
  const { KeyName = '', KeyType = 'rsa', KeyFormat = 'pem', TagSpecifications } = input;
  const tags = specifiedTags(context, TagSpecifications, 'key-pair');
  checkName(context, KeyName);
  if (KeyType !== 'rsa' && KeyType !== 'ed25519') throw invalidParameter(`Invalid value '${KeyType}' for keyType.`);
  if (KeyFormat !== 'pem') {
    throw new Ec2Error('UnsupportedOperation', `The key format '${KeyFormat}' is not supported here; pem is.`);
  }
  const { kernel, account, region } = context;
  const { privateKey, ...key } = generateKey(KeyType, kernel.random(`ec2/${account}/${region}/keys/${KeyName}`));
  const record = enter(context, { keyName: KeyName, keyType: KeyType, ...key });
  putTags(context, record.keyPairId, tags);
  return {
    KeyName,
    KeyFingerprint: record.fingerprint,
    KeyMaterial: privateKey,
    KeyPairId: record.keyPairId,
    Tags: tagsOf(context, record.keyPairId),
  };
};

/** Throws InvalidKey.Format for what is neither an OpenSSH nor a PEM nor a DER public key. */
export const importKeyPair: Handler<'ImportKeyPair'> = (context, input) => {
  const { KeyName = '', PublicKeyMaterial = new Uint8Array(), TagSpecifications } = input;
  const tags = specifiedTags(context, TagSpecifications, 'key-pair');
  checkName(context, KeyName);
  const record = enter(context, { keyName: KeyName, ...readKey(PublicKeyMaterial) });
  putTags(context, record.keyPairId, tags);
  return {
    KeyName,
    KeyFingerprint: record.fingerprint,
    KeyPairId: record.keyPairId,
    Tags: tagsOf(context, record.keyPairId),
  };
};

/** By name or by id. One that is not there is deleted all the same. */
export const deleteKeyPair: Handler<'DeleteKeyPair'> = (context, { KeyName, KeyPairId }) => {
  const { own } = context;
  const key = KeyPairId ? byId(context, KeyPairId) : own.keyPairs.get(KeyName ?? '');
  if (!key) return { Return: true };
  own.keyPairs.delete(key.keyName);
  own.tags.delete(key.keyPairId);
  return { Return: true, KeyPairId: key.keyPairId };
};

const KEYS: Listing<KeyPairRecord> = {
  action: 'DescribeKeyPairs',
  idOf: ({ keyPairId }) => keyPairId,
  tagged: true,
  filters: {
    fingerprint: ({ fingerprint }) => fingerprint,
    'key-name': ({ keyName }) => keyName,
    'key-pair-id': ({ keyPairId }) => keyPairId,
  },
};

/** Throws InvalidKeyPair.NotFound. */
export const describeKeyPairs: Handler<'DescribeKeyPairs'> = (context, input) => {
  const { keyPairs } = context.own;
  const named = [
    ...(input.KeyNames ?? []).map((name) => {
      const key = keyPairs.get(name);
      if (!key) throw notFound('InvalidKeyPair.NotFound', 'key pair', name);
      return key;
    }),
    ...(input.KeyPairIds ?? []).map((id) => required(byId(context, id), id)),
  ];
  const { page } = list(context, KEYS, { Filters: input.Filters }, named, keyPairs.values());
  const KeyPairs = page.map(
    (key): KeyPairInfo => ({
      KeyPairId: key.keyPairId,
      KeyFingerprint: key.fingerprint,
      KeyName: key.keyName,
      KeyType: key.keyType,
      Tags: tagsOf(context, key.keyPairId),
      ...(input.IncludePublicKey ? { PublicKey: key.publicKey } : {}),
      CreateTime: new Date(key.createdAtMs),
    }),
  );
  return { KeyPairs };
};

/** Throws InvalidKeyPair.Duplicate or InvalidParameterValue. */
function checkName({ own }: ActionContext, name: string): void {
  if (name.length > 255) throw invalidParameter('A key name may have 255 characters.');
  if (own.keyPairs.has(name)) {
    throw new Ec2Error('InvalidKeyPair.Duplicate', `The keypair '${name}' already exists.`);
  }
}

function enter(context: ActionContext, key: Omit<KeyPairRecord, 'keyPairId' | 'createdAtMs'>): KeyPairRecord {
  const { ids, kernel, own } = context;
  const record = { keyPairId: ids.next('key'), createdAtMs: Math.floor(kernel.nowMs()), ...key };
  own.keyPairs.set(key.keyName, record);
  return record;
}

function readKey(material: Uint8Array): Pick<KeyPairRecord, 'keyType' | 'fingerprint' | 'publicKey'> {
  try {
    return readPublicKey(Buffer.from(material));
  } catch (error) {
    if (!(error instanceof UnreadableKeyError)) throw error;
    throw new Ec2Error('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
  }
}

function byId({ own }: ActionContext, id: string): KeyPairRecord | undefined {
  for (const key of own.keyPairs.values()) if (key.keyPairId === id) return key;
  return undefined;
}
