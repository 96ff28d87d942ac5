import * as sdk from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { HANDLERS } from '../../../../src/sim/cloud/actions/index.ts';
import { type ActionName, REQUIRED_MEMBERS } from '../../../../src/sim/cloud/actions/members.ts';
import { EU, smallWorld } from '../small-world.ts';

const ACTIONS = Object.keys(REQUIRED_MEMBERS) as ActionName[];
type Structure = [number, string, string, unknown, string[], unknown[], number?];

/** client-ec2's own schema of a request: its required members come first. */
function requiredBySchema(action: ActionName): string[] {
  const operation = (sdk as never)[`${action}$`] as [0, 0, 0, 0, Structure | (() => Structure)];
  const input = typeof operation[4] === 'function' ? operation[4]() : operation[4];
  const [, , , , members, types, count = 0] = input;
  return members.slice(0, count).map((member, at) => {
    const type = types[at];
    const traits = (Array.isArray(type) ? type[1] : {}) as { ec2QueryName?: string; xmlName?: string };
    const wireName = traits.ec2QueryName ?? traits.xmlName ?? member;
    const capital = wireName[0]!.toUpperCase() + wireName.slice(1);
    return capital === member ? member : `${member} as ${capital}`;
  });
}

describe('the table of actions', () => {
  it('has a handler for each', () => {
    expect(Object.keys(HANDLERS).sort()).toEqual([...ACTIONS].sort());
  });

  it.each(ACTIONS)("%s requires what client-ec2's own schema requires", (action) => {
    expect([...REQUIRED_MEMBERS[action]].sort()).toEqual(requiredBySchema(action).sort());
  });
});

describe('whatever the action', () => {
  const caller = { account: 'main', region: EU };
  const filled = (action: ActionName) =>
    Object.fromEntries(REQUIRED_MEMBERS[action].map((required) => [required.split(' as ')[0], ['x']]));
  const withRequired = ACTIONS.filter((action) => REQUIRED_MEMBERS[action].length > 0);

  it.each(withRequired)('%s without one of them names it as it is called on the wire', (action) => {
    const { ec2 } = smallWorld();
    for (const required of REQUIRED_MEMBERS[action]) {
      const [member, wireName = member] = required.split(' as ');
      const input = { ...filled(action), [member!]: undefined };
      expect(() => ec2.callNow(caller, action, input)).toThrow(
        expect.objectContaining({ code: 'MissingParameter', message: expect.stringMatching(`parameter ${wireName}$`) }),
      );
    }
  });

  it('a dry run changes nothing and says that it would have', () => {
    const { ec2 } = smallWorld();
    for (const action of ACTIONS) {
      const order = () => ec2.callNow(caller, action, { ...filled(action), DryRun: true });
      expect(order, action).toThrow(expect.objectContaining({ code: 'DryRunOperation', httpStatus: 412 }));
    }
    expect([...ec2.instances()]).toEqual([]);
    expect(ec2.perform(caller, 'DescribeAddresses', {}).Addresses).toEqual([]);
  });
});
