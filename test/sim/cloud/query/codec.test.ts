import * as clientEc2 from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HANDLERS } from '../../../../src/sim/cloud/actions/index.ts';
import { operationOf } from '../../../../src/sim/cloud/query/operations.ts';
import { clientOf, doorTo } from './real-client.ts';
import { anyOf } from './schema-values.ts';

const actions = Object.keys(HANDLERS);
type Commands = Record<string, new (input: object) => never>;
const send = (client: clientEc2.EC2Client, action: string, input: object): Promise<{ $metadata: object }> =>
  client.send(new (clientEc2 as unknown as Commands)[`${action}Command`]!(input));

/** client-ec2 signs an address in the region that a snapshot is copied from: there must be such a region. */
const fromThere = (action: string) => (input: object) =>
  action === 'CopySnapshot' ? { ...input, SourceRegion: 'us-east-1' } : input;

/** What the client adds where it was not given. */
const MADE_UP = ['ClientToken', 'PresignedUrl', 'DestinationRegion'];
const withoutMadeUp = (given: object, asked: object) =>
  Object.fromEntries(Object.entries(given).filter(([name]) => name in asked || !MADE_UP.includes(name)));

describe('whatever client-ec2 sends and expects', () => {
  test.each(actions)('%s: the engine is given the input, and the client the output', async (action) => {
    const { input, output } = operationOf(action)!;
    let given: object | undefined;
    let toAnswer: object = {};
    const client = clientOf(
      doorTo(async (_caller, _action, received) => {
        given = received;
        return toAnswer;
      }),
    );
    const inputs = anyOf(input) as fc.Arbitrary<object>;
    const outputs = (output.isUnitSchema() ? fc.constant({}) : anyOf(output)) as fc.Arbitrary<object>;
    await fc.assert(
      fc.asyncProperty(inputs.map(fromThere(action)), outputs, async (asked, answered) => {
        toAnswer = answered;
        const { $metadata: _, ...received } = await send(client, action, asked);
        expect(withoutMadeUp(given!, asked)).toEqual(asked);
        expect(received).toEqual(answered);
      }),
      { numRuns: 12 },
    );
  });
});
