import { createPrivateKey, createPublicKey, createSign, createVerify } from 'node:crypto';
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  ImportKeyPairCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ubuntuImage } from '../../../../src/sim/cloud/index.ts';
import { EU, smallWorld } from '../small-world.ts';

const refusal = (name: string) => expect.objectContaining({ name });

async function created(KeyType: 'rsa' | 'ed25519', seed = 1) {
  const world = smallWorld({ seed });
  let answer: { KeyMaterial?: string; KeyFingerprint?: string } = {};
  let publicKey = '';
  await world.tell(async () => {
    const client = world.client();
    answer = await client.send(new CreateKeyPairCommand({ KeyName: 'deploy', KeyType }));
    const { KeyPairs } = await client.send(new DescribeKeyPairsCommand({ IncludePublicKey: true }));
    publicKey = KeyPairs![0]!.PublicKey!;
  });
  return { material: answer.KeyMaterial!, fingerprint: answer.KeyFingerprint!, publicKey };
}

describe('a key pair', () => {
  it('is a real RSA key, of which EC2 keeps the public half', async () => {
    const { material, fingerprint, publicKey } = await created('rsa');
    expect(material).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    const key = createPrivateKey(material);
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
    expect(fingerprint).toMatch(/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/);
    const signature = createSign('sha256').update('hello').sign(key);
    const modulus = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).n!, 'base64url');
    expect(Buffer.from(publicKey.split(' ')[1]!, 'base64').includes(modulus)).toBe(true);
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const PublicKeyMaterial = Buffer.from(`${publicKey} me@laptop`);
      const imported = await client.send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial }));
      // What was imported is told by another sum than what EC2 made.
      expect(imported.KeyFingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
      const { KeyPairs } = await client.send(
        new DescribeKeyPairsCommand({ KeyNames: ['mine'], IncludePublicKey: true }),
      );
      expect(KeyPairs![0]).toMatchObject({ KeyType: 'rsa', PublicKey: publicKey });
    });
    expect(createVerify('sha256').update('hello').verify(createPublicKey(key), signature)).toBe(true);
  });

  it('is the same again for the same seed, and another for another', async () => {
    const first = await created('ed25519');
    expect(first.publicKey).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\S{43}$/);
    expect(await created('ed25519')).toEqual(first);
    expect((await created('ed25519', 2)).publicKey).not.toBe(first.publicKey);
  });

  it('is needed by its name: taken, unknown and gone ones are refused', async () => {
    const world = smallWorld();
    await world.tell(async () => {
      const client = world.client();
      const make = () => client.send(new CreateKeyPairCommand({ KeyName: 'deploy', KeyType: 'ed25519' }));
      const { KeyPairId } = await make();
      await expect(make()).rejects.toEqual(refusal('InvalidKeyPair.Duplicate'));
      const launch = () =>
        world.ec2.place(
          { account: 'main', region: EU },
          {
            ...{ ImageId: ubuntuImage(EU, 'x86_64'), InstanceType: 'm1.large', MinCount: 1, MaxCount: 1 },
            KeyName: 'deploy',
          },
        );
      expect(launch()).toHaveLength(1);
      await client.send(new DeleteKeyPairCommand({ KeyPairId }));
      await client.send(new DeleteKeyPairCommand({ KeyName: 'deploy' }));
      expect(launch).toThrow(expect.objectContaining({ code: 'InvalidKeyPair.NotFound' }));
      const look = (input: object) => client.send(new DescribeKeyPairsCommand(input));
      await expect(look({ KeyNames: ['deploy'] })).rejects.toEqual(refusal('InvalidKeyPair.NotFound'));
      await expect(look({ KeyPairIds: [KeyPairId] })).rejects.toEqual(refusal('InvalidKeyPair.NotFound'));
    });
  });

  it.each([
    ['nothing at all', ''],
    ['a word', 'ssh-rsa'],
    ['half a key', 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB'],
    ['a key that says it is another', `ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----'],
  ])('is not made of %s', async (_, text) => {
    const world = smallWorld();
    await world.tell(async () => {
      const order = world
        .client()
        .send(new ImportKeyPairCommand({ KeyName: 'mine', PublicKeyMaterial: Buffer.from(text) }));
      await expect(order).rejects.toEqual(refusal('InvalidKey.Format'));
    });
  });
});
