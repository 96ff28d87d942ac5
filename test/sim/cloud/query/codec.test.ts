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
      fc.asyncProperty(inputs, outputs, async (asked, answered) => {
        toAnswer = answered;
        const { $metadata: _, ...received } = await send(client, action, asked);
        // The client makes up a token where none was given.
        const token = 'ClientToken' in asked ? {} : { ClientToken: (given as { ClientToken?: string }).ClientToken };
        expect(given).toEqual({ ...asked, ...token });
        expect(received).toEqual(answered);
      }),
      { numRuns: 12 },
    );
  });
});
