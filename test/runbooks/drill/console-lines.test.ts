import * as sdk from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsLine } from '../../../src/runbooks/drill/console/aws/line.ts';
import {
  operationNames,
  type ParameterKind,
  parametersOf,
} from '../../../src/runbooks/drill/console/aws/operations.ts';
import { readAws } from '../../../src/runbooks/drill/console/aws/read.ts';
import { complete } from '../../../src/runbooks/drill/console/complete.ts';
import { faultExample, help, stepExample } from '../../../src/runbooks/drill/console/help.ts';
import { type ConsoleNames, consoleNames } from '../../../src/runbooks/drill/console/names.ts';
import { readCommand } from '../../../src/runbooks/drill/console/read-command.ts';
import { ConsoleMistake, wordsOf } from '../../../src/runbooks/drill/console/words.ts';
import { faultNames, parseScenario, stepEntry, stepNames } from '../../../src/runbooks/files/index.ts';
import { HANDLERS } from '../../../src/sim/cloud/actions/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';

const text = SCENARIO.replace(
  'invariants:',
  'targets:\n  dark-zone: { type: zone, ids: [euw1-az1] }\n  worker: { type: host, ids: [main/worker] }\ninvariants:',
);
const plan = parseScenario([{ path: 'small.yaml', text }]);
const host = (name: string, instanceId: string) => ({ name, instanceId }) as never;
const world = {
  hosts: [host('main/couch-master', 'i-00000001'), host('main/frontend1', 'i-00000002')],
  faults: [{ name: 'console-1', action: 'host:power', sinceUs: 0 }],
};
const names = consoleNames(plan, 'player', world);
const facilitator = { ...names, seat: 'facilitator' } satisfies ConsoleNames;

function mistake(line: string): string {
  try {
    readCommand(line, names);
  } catch (error) {
    if (error instanceof ConsoleMistake) return `${error.column}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('a line is read', () => {
  it('into words as at a shell, with quotes', () => {
    const line = `signal  phone "it's down" 'said "she"'\\ again`;
    expect(wordsOf(line).map(({ text, column }) => [column, text])).toEqual([
      [1, 'signal'],
      [9, 'phone'],
      [15, "it's down"],
      [27, 'said "she" again'],
    ]);
  });

  it('with nested keys, lists, numbers that are meant as texts, and durations', () => {
    expect(readCommand('fault zone:power-interruption target=dark-zone for=pt10m ebs.lost=0.5', names)).toEqual({
      verb: 'fault',
      uses: 'zone:power-interruption',
      target: { type: 'zone', ids: ['euw1-az1'] },
      forSeconds: 600,
      with: { ebs: { lost: 0.5 } },
    });
    expect(readCommand('step topology:apart installations=main,kernel by=region', names)).toMatchObject({
      with: { installations: ['main', 'kernel'], by: 'region' },
    });
    expect(readCommand('step ec2:launch account=acme region=us-east-1 type=m1.large name=17', names)).toMatchObject({
      with: { name: '17' },
    });
    expect(readCommand('   ', names)).toBeUndefined();
  });

  it.each([
    ['falt host:power', '1: unknown command "falt"; did you mean "fault"?'],
    ['fault host:pwer host=main', '7: unknown fault "host:pwer"; did you mean "host:power"?'],
    ['fault host:power', '17: "host:power" needs host=...: what it is aimed at'],
    ['fault host:power host=main/wroker', '23: unknown machine "main/wroker"; did you mean "main/worker"?'],
    ['fault host:power target=dark-zone', '25: "host:power" aims at a host; "dark-zone" is a zone'],
    [
      'fault link:partition between=eu-west-1 for=PT1M',
      '30: between takes the two ends of the link, such as eu-west-1,berlin',
    ],
    [
      'fault zone:network-impairment zone=euw1-az9 for=PT1M percentage=5',
      '36: unknown physical zone "euw1-az9"; did you mean "euw1-az1"?',
    ],
    ['fault zone:power-interruption zone=euw1-az1', '44: "zone:power-interruption" needs for=PT10M: how long it lasts'],
    [
      'fault zone:power-interruption zone=euw1-az1 for=10m',
      '49: "10m" is no duration; write it as PT90S, PT10M or PT1H9M',
    ],
    [
      'fault control-plane:drop-dead-peers region=eu-west-1 for=PT1M',
      '54: "control-plane:drop-dead-peers" is a moment and takes no "for"',
    ],
    ['step couchdb:promte', '6: unknown step "couchdb:promte"; did you mean "couchdb:promote"?'],
    ['step couchdb:lag mx=PT5S', '18: unknown key "mx" in couchdb:lag; did you mean "max"?'],
    ['step couchdb:lag region=eu-west-1', '34: "max" is missing in couchdb:lag'],
    [
      'step couchdb:lag max=5',
      '22: couchdb:lag.max: "5" is no duration; write it as PT90S, PT10M, PT1H9M or P1D (at most 366 days)',
    ],
    ['step couchdb:lag max=PT5S region=eu-wset-1', '34: unknown region "eu-wset-1"; did you mean "eu-west-1"?'],
    ['step couchdb:lag max=PT5S max=PT6S', '27: "max" stands there twice'],
    ['step couchdb:lag PT5S', '18: expected key=value, not "PT5S"'],
    ['step ec2:quota region=us-west-1 instances=many', '43: ec2:quota.instances: expected a number, got "many"'],
    ['on main/frontend2 true', '4: unknown machine "main/frontend2"; did you mean "main/frontend1"?'],
    ['on main/frontend1 redis-strat', '19: unknown shell command "redis-strat"; did you mean "redis-start"?'],
    ['on main/frontend1 couchdb-writable', '35: "writable" is missing in couchdb-writable'],
    [
      'aws ec2 describe-instance --region eu-west-1',
      '9: unknown operation "describe-instance"; did you mean "describe-instances"?',
    ],
    ['aws ec2 describe-instances --regoin eu-west-1', '28: unknown flag "--regoin"; did you mean "--region"?'],
    ['aws ec2 describe-instances', '27: --region is missing'],
    ['aws s3 ls', '5: expected ec2: no other service of AWS is simulated'],
    ['aws ec2 describe-instances --region eu-west-1 --filters Name', '62: expected Key=Value'],
    ['signal phone hello', '1: only a facilitator tells the players something'],
    ['end console-2', '5: unknown fault that lasts "console-2"; did you mean "console-1"?'],
    ['step people:note prompt="never closed', '25: this " is not closed'],
  ])('and a mistake has its column and the nearest name: %s', (line, expected) => {
    expect(mistake(line)).toBe(expected);
  });

  it('and what is typed never throws anything but a mistake, with a column that is in the line or right behind it', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'fault',
        'step',
        'on',
        'aws',
        'ec2',
        'end',
        'help',
        'describe-instances',
        'run-instances',
        '--filters',
      ),
      fc.constantFrom(
        'host:power',
        'couchdb:lag',
        'max=PT1S',
        'a.b=1',
        'a=2',
        'for=',
        '=',
        '__proto__=1',
        '--count',
        '{',
        '[{',
      ),
      fc.constantFrom('Name=a,Values=[b', 'constructor', 'zone=,', 'host=main', '--', '1:2', "'", '"'),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 7 }), (words) => {
        const line = words.join(' ');
        try {
          readCommand(line, facilitator);
        } catch (error) {
          expect(error).toBeInstanceOf(ConsoleMistake);
          expect((error as ConsoleMistake).column).toBeGreaterThan(0);
          expect((error as ConsoleMistake).column).toBeLessThanOrEqual(line.length + 1);
        }
        complete(line, facilitator);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what the help says can be typed', () => {
  const known = (words: string) => words.replace('leave-region', 'x');
  it('every example of a fault and of a step is read', () => {
    for (const name of faultNames) expect(mistake(faultExample(name)), name).toBe('none');
    for (const name of stepNames) {
      // A small world has no decision and no work of those names.
      const given = mistake(known(stepExample(name)));
      expect(given, stepExample(name)).toMatch(/^none$|unknown (decision|work) /);
    }
  });

  it('help is short, and knows what there is', () => {
    expect(help([], 'player')).toHaveLength(6);
    expect(help([], 'facilitator')).toHaveLength(7);
    expect(help(['step', 'couchdb:lag'], 'player')).toEqual([
      'does one step of a runbook by hand: step <kind> key=value ...',
      stepEntry('couchdb:lag').doc,
      'it takes installation, max, region',
      'for example: step couchdb:lag max=PT5S',
    ]);
    expect(() => help(['stpe'], 'player')).toThrow('did you mean "step"');
  });
});

describe('a line is completed', () => {
  const lines = (line: string, who = names) => complete(line, who).map((each) => each.line);

  it('with commands, kinds, keys and names, in a fixed order', () => {
    expect(lines('')).toEqual(['fault ', 'end ', 'step ', 'on ', 'aws ', 'help ']);
    expect(lines('s')).toEqual(['step ']);
    expect(lines('s', facilitator)).toEqual(['step ', 'signal ']);
    expect(lines('fault host')).toEqual(['fault host:power ', 'fault host:shutdown ']);
    expect(lines('fault host:power ')).toEqual([
      'fault host:power host=',
      'fault host:power target=',
      'fault host:power for=',
    ]);
    expect(lines('fault host:power target=')).toEqual(['fault host:power target=worker ']);
    expect(lines('fault host:power host=main/f')).toContain('fault host:power host=main/frontend/2 ');
    expect(lines('fault host:power host=main/worker,main/fr')).toContain(
      'fault host:power host=main/worker,main/frontend1 ',
    );
    expect(lines('fault process:kill host=main process=co')).toEqual(['fault process:kill host=main process=couchdb ']);
    expect(lines('step couchdb:la')).toEqual(['step couchdb:lag ']);
    expect(lines('step couchdb:lag max=PT1S ')).toEqual([
      'step couchdb:lag max=PT1S installation=',
      'step couchdb:lag max=PT1S region=',
    ]);
    expect(lines('step couchdb:lag region=us-')).toEqual([
      'step couchdb:lag region=us-east-1 ',
      'step couchdb:lag region=us-west-1 ',
    ]);
    expect(lines('step topology:apart installations=main,k')).toEqual([
      'step topology:apart installations=main,kernel ',
    ]);
    expect(lines('step ec2:launch type=m1.x')).toEqual(['step ec2:launch type=m1.xlarge ']);
    expect(lines('on main/c')).toEqual(['on main/couch-master ']);
    expect(lines('on main/couch-master scal')).toEqual(['on main/couch-master scalarium-client ']);
    expect(lines('on main/couch-master scalarium-client l')).toEqual([
      'on main/couch-master scalarium-client list ',
      'on main/couch-master scalarium-client log ',
    ]);
    expect(lines('aws ec2 run')).toEqual(['aws ec2 run-instances ']);
    expect(lines('aws ec2 describe-tags --account ')).toEqual(
      ['main', 'kernel', 'acme'].map((name) => `aws ec2 describe-tags --account ${name} `),
    );
    expect(lines('end ')).toEqual(['end console-1 ']);
  });

  it('with what it means beside it', () => {
    expect(complete('step couchdb:la', names)[0]!.doc).toBe(stepEntry('couchdb:lag').doc);
  });
});

describe('calls as the AWS command line spells them', () => {
  it('are exactly those that EC2 answers here', () => {
    expect([...operationNames].sort()).toEqual(Object.keys(HANDLERS).sort());
  });

  it("have the members and the types of client-ec2's own schemas", () => {
    for (const operation of operationNames) {
      const [, , , , members, types] = (sdk as never)[`${operation}Request$`] as [0, 0, 0, 0, string[], unknown[]];
      for (const [name, kind] of Object.entries(parametersOf(operation))) {
        expect(members, `${operation}.${name}`).toContain(name);
        expect(kindOf(types[members.indexOf(name)]), `${operation}.${name}`).toBe(kind);
      }
    }
  });

  it('read as they were written: what the API log offers to copy can be typed at the console', () => {
    const value = fc.oneof(fc.stringMatching(/^[\w./:-]{1,12}$/), fc.string({ minLength: 1, maxLength: 10 }));
    const tags = fc.array(fc.record({ Key: value, Value: value }), { minLength: 1, maxLength: 2 });
    const call = fc.oneof(
      fc.record({
        action: fc.constant('DescribeInstances'),
        input: fc.record(
          {
            InstanceIds: fc.array(value, { minLength: 1, maxLength: 3 }),
            Filters: fc.array(fc.record({ Name: value, Values: fc.array(value, { minLength: 1, maxLength: 3 }) }), {
              minLength: 1,
              maxLength: 2,
            }),
          },
          { requiredKeys: [] },
        ),
      }),
      fc.record({
        action: fc.constant('RunInstances'),
        input: fc.record({
          ImageId: value,
          MinCount: fc.integer({ min: 1, max: 3 }),
          MaxCount: fc.integer({ min: 3, max: 5 }),
          Placement: fc.record({ AvailabilityZone: value }),
          UserData: fc.string().map((each) => Buffer.from(each, 'utf8').toString('base64')),
          TagSpecifications: fc.array(fc.record({ ResourceType: value, Tags: tags }), { minLength: 1, maxLength: 2 }),
        }),
      }),
      fc.record({
        action: fc.constant('CreateTags'),
        input: fc.record({ Resources: fc.array(value, { minLength: 1 }), Tags: tags }),
      }),
    );
    fc.assert(
      fc.property(call, ({ action, input }) => {
        const line = awsLine({ account: 'main', region: 'eu-west-1', action, input });
        const names = { accounts: ['kernel', 'main'], regions: ['eu-west-1'] };
        const read = readAws(wordsOf(line).slice(1), names, line.length);
        expect(read).toEqual({ operation: action, account: 'main', region: 'eu-west-1', input, output: 'table' });
      }),
      { numRuns: 1000 },
    );
  });

  it('look as people write them', () => {
    const input = {
      ImageId: 'ami-1',
      InstanceType: 'm1.large',
      MinCount: 1,
      MaxCount: 1,
      Placement: { AvailabilityZone: 'eu-west-1a' },
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'main/worker' }] }],
    };
    expect(awsLine({ account: 'main', region: 'eu-west-1', action: 'RunInstances', input })).toBe(
      'aws ec2 run-instances --profile main --region eu-west-1 --image-id ami-1 --instance-type m1.large --placement AvailabilityZone=eu-west-1a' +
        " --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=main/worker}]' --count 1",
    );
  });
});

/**
 * What client-ec2's schema of a member says: 0 is a text, 1 a number, 2 a truth, 64 more than that a list of it; a list has a schema of its
 * own (1, with its item in the fifth place), as a structure has (3).
 */
function kindOf(schema: unknown): ParameterKind {
  const seen = typeof schema === 'function' ? schema() : schema;
  if (typeof seen === 'number')
    return (['text', 'number', 'flag'] as const)[seen] ?? (seen === 64 ? 'texts' : 'struct');
  const [code, , , , item] = seen as [unknown, 0, 0, 0, unknown];
  if ((seen as unknown[]).length < 4) return kindOf(code);
  // A text with traits.
  if (code === 0) return kindOf(item);
  if (code === 3) return 'struct';
  return kindOf(item) === 'text' ? 'texts' : 'structs';
}
