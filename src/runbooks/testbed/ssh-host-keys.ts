/**
 * The keys by which an instance is known to those who log in to it: they stay with the definition, so that a machine that
 * was started anew is no stranger (`ssh_host_*` of Scalarium's Chef JSON: an RSA and a DSA key, as of 2011).
 *
 * Real keys, so that a recipe can write the files; how good they are depends on where the digits come from.
 */
import type { SshHostKeys } from '../../platform/environment.ts';
import { generateKey, type KeyPair, opensshText, unsigned } from '../../sim/cloud/ssh-keys.ts';

interface Digits {
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

export function newSshHostKeys(random: Digits, rsaBits: number): SshHostKeys {
  return sshHostKeysOf(generateKey('rsa', random, rsaBits), random);
}

/** With this RSA key; the DSA key is drawn. */
export function sshHostKeysOf({ privateKey, publicKey }: KeyPair, random: Digits): SshHostKeys {
  return { rsa: { private_key: privateKey, public_key: publicKey }, dsa: dsaKey(random) };
}

/** Parameters that all keys share, as is usual with DSA (FIPS 186-3, 1024 and 160 bits); made with `openssl genpkey -genparam`. */
const prime = BigInt(
  '0x' +
    'f2f880637305ffdc10bc000047febdc889d7f6cd355625cbe5095f6bd930e972' +
    '2cbec2642125f95db3090702acc8a77e3de30c595ffcf1185af02d3cd5b69524' +
    '075ee96b0ab9e5a2dbf972f0a6e2cd0c4ae3d76874bd4d975a256f6756bbd853' +
    'c8d02c2ff14dec1cd8f33e4c6b210e24c9e8e35049c7d5410435107909a0b7a9',
);
const order = 0xfe6dc9f34ad663088a806a4124583dcd1a97c267n;
const generator = BigInt(
  '0x' +
    '84a23c06912276a8c3906f8e6c74bcefb16877ed06e20c9412b7f088346fa368' +
    '7a1bd581cde2094dfd4f90eaeef0aff8786e7e6a13afa5544d0be7c4c94f5a77' +
    '9dcbff83fdb09232ea8fdc1a978cfe0ecd3c4255a32b5f9bfd41371e89b2e98c' +
    'da3cc5885c6d44156a0fbf78cb90c690a121f7b75aab999769e5df2dc16913ba',
);

function dsaKey(random: Digits): SshHostKeys['dsa'] {
  // Shorter than the order, and not zero.
  const secret = BigInt(`0x1${random.hex(38)}`);
  const numbers = [prime, order, generator, power(generator, secret, prime)].map(bytesOf);
  const der = sequence([Buffer.of(0), ...numbers, bytesOf(secret)]);
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  const private_key = ['-----BEGIN DSA PRIVATE KEY-----', ...lines, '-----END DSA PRIVATE KEY-----'].join('\n');
  return { private_key, public_key: opensshText('ssh-dss', numbers) };
}

/** `base` to the power of `exponent`, modulo `modulus`. (Node's own Diffie-Hellman checks the prime each time: forty milliseconds.) */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base, exponent]; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function bytesOf(number: bigint): Buffer {
  const hex = number.toString(16);
  return unsigned(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
}

/** Numbers in DER (X.690). */
function sequence(numbers: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(numbers.map((number) => tagged(0x02, number))));
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
