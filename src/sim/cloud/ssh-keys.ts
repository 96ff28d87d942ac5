/**
 * SSH keys as EC2 makes and reads them. They are real keys, so that a client can write the file and use it, but drawn
 * from a seed: good for a simulation, and worthless as a secret.
 */
import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { RandomStream } from '../kernel/index.ts';

export interface PublicKey {
  readonly keyType: 'rsa' | 'ed25519';
  /** As EC2 writes it (docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html). */
  readonly fingerprint: string;
  /** One line of an `authorized_keys` file. */
  readonly publicKey: string;
}

/** Where keys come from. */
type Digits = Pick<RandomStream, 'hex'>;

export class UnreadableKeyError extends Error {
  constructor(cause: unknown) {
    super('this is no public key', { cause });
    this.name = 'UnreadableKeyError';
  }
}

/** A key with its public half; `privateKey` is a PEM file. */
export interface KeyPair extends Omit<PublicKey, 'keyType'> {
  readonly privateKey: string;
}

/** An RSA key of 2048 bits takes about a tenth of a second. */
export function generateKey(type: 'rsa' | 'ed25519', random: Digits, rsaBits = 2048): KeyPair {
  return type === 'rsa' ? asPair('rsa', makeRsaKey(random, rsaBits)) : asPair(type, makeEd25519Key(random));
}

/** The RSA key of two primes, neither of which is one more than a multiple of 65537. */
export function rsaKeyOf(p: bigint, q: bigint): KeyPair {
  return asPair('rsa', rsaKey(p, q));
}

function asPair(type: 'rsa' | 'ed25519', key: KeyObject): KeyPair {
  const publicKey = opensshLine(createPublicKey(key));
  const pkcs8 = key.export({ format: 'der', type: 'pkcs8' });
  // EC2 shows the SHA-1 of the private key where it made the key, and the MD5 of the public one where it did not.
  const fingerprint = type === 'rsa' ? colons('sha1', pkcs8) : opensshFingerprint(publicKey);
  const privateKey = String(key.export({ format: 'pem', type: type === 'rsa' ? 'pkcs1' : 'pkcs8' })).trim();
  return { fingerprint, publicKey, privateKey };
}

/** From an OpenSSH line, PEM, or DER in base64. Throws an UnreadableKeyError. */
export function readPublicKey(material: Buffer): PublicKey {
  try {
    const key = parse(material.toString('latin1').trim());
    const publicKey = opensshLine(key);
    if (key.asymmetricKeyType === 'ed25519') {
      return { keyType: 'ed25519', fingerprint: opensshFingerprint(publicKey), publicKey };
    }
    return { keyType: 'rsa', fingerprint: colons('md5', key.export({ format: 'der', type: 'spki' })), publicKey };
  } catch (error) {
    throw new UnreadableKeyError(error);
  }
}

function parse(text: string): KeyObject {
  if (text.startsWith('-----BEGIN')) return createPublicKey(text);
  const [type, body] = /^(ssh-rsa|ssh-ed25519)\s+(\S+)/.exec(text)?.slice(1) ?? [];
  if (!type || !body) return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  const [name, ...parts] = fieldsOf(Buffer.from(body, 'base64'));
  if (name?.toString() !== type) throw new Error(`the key says that it is ${name}`);
  if (type === 'ssh-ed25519')
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: url(parts[0]!) }, format: 'jwk' });
  const [e, n] = parts as [Buffer, Buffer];
  return createPublicKey({ key: { kty: 'RSA', n: url(n), e: url(e) }, format: 'jwk' });
}

const url = (bytes: Buffer) => bytes.toString('base64url');

/** The fields of an SSH key: each with its length before it (RFC 4251, section 5). */
function fieldsOf(bytes: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return fields;
}

function opensshLine(key: KeyObject): string {
  const jwk = key.export({ format: 'jwk' });
  const number = (base64url: string) => unsigned(Buffer.from(base64url, 'base64url'));
  if (jwk.kty === 'RSA') return opensshText('ssh-rsa', [number(jwk.e!), number(jwk.n!)]);
  if (jwk.crv === 'Ed25519') return opensshText('ssh-ed25519', [Buffer.from(jwk.x!, 'base64url')]);
  throw new Error(`EC2 takes no ${jwk.kty} keys`);
}

/** A positive number as SSH and DER write it: its first bit is not set. */
export function unsigned(bytes: Buffer): Buffer {
  return bytes[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
}

/** A public key as one line of `authorized_keys`, from the fields behind its type. */
export function opensshText(type: string, fields: readonly Buffer[]): string {
  const parts = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(parts).toString('base64')}`;
}

function opensshFingerprint(publicKey: string): string {
  return createHash('sha256')
    .update(Buffer.from(publicKey.split(' ')[1]!, 'base64'))
    .digest('base64');
}

function colons(hash: 'md5' | 'sha1', bytes: Buffer): string {
  return createHash(hash).update(bytes).digest('hex').match(/../g)!.join(':');
}

function makeEd25519Key(random: Digits): KeyObject {
  // PKCS #8 around the 32 bytes that are the whole key (RFC 8410, section 7).
  const der = Buffer.from(`302e020100300506032b657004220420${random.hex(64)}`, 'hex');
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

const RSA_EXPONENT = 65_537n;

function makeRsaKey(random: Digits, bits: number): KeyObject {
  for (;;) {
    const [p, q] = [drawPrime(random, bits / 2), drawPrime(random, bits / 2)];
    if (p !== q && (p - 1n) % RSA_EXPONENT !== 0n && (q - 1n) % RSA_EXPONENT !== 0n) return rsaKey(p, q);
  }
}

/** (RFC 8017, section 3.2) */
function rsaKey(p: bigint, q: bigint): KeyObject {
  const e = RSA_EXPONENT;
  const d = inverse(e, (p - 1n) * (q - 1n));
  const numbers = { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
  const jwk = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, toBase64Url(value)]));
  return createPrivateKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
}

const SMALL_PRIMES = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n];
const SMALL_PRIMES_PRODUCT = SMALL_PRIMES.reduce((product, prime) => product * prime);

/** With the two highest bits set, so that the product of two has twice the bits. */
function drawPrime(random: Digits, bits: number): bigint {
  const top = 3n << BigInt(bits - 2);
  for (;;) {
    const candidate = BigInt(`0x${random.hex(bits / 4)}`) | top | 1n;
    // What three, five, ... divide is most of them, and found out fast.
    const remainder = candidate % SMALL_PRIMES_PRODUCT;
    if (SMALL_PRIMES.every((prime) => remainder % prime !== 0n) && checkPrimeSync(candidate)) return candidate;
  }
}

/** `a` to the power of -1 modulo `m`, by Euclid's algorithm. */
function inverse(a: bigint, m: bigint): bigint {
  let [r, nextR, t, nextT] = [m, a % m, 0n, 1n];
  while (nextR !== 0n) {
    const quotient = r / nextR;
    [r, nextR] = [nextR, r - quotient * nextR];
    [t, nextT] = [nextT, t - quotient * nextT];
  }
  return t < 0n ? t + m : t;
}

function toBase64Url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
}
