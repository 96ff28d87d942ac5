/**
 * The door for a user's tests: `aws-sdk-client-mock` over the engine, so that code which uses client-ec2 meets EC2's rules, its states over
 * time and its outages. The package exports it as `zonefall/mock`, with a world to go with it: see ../mock/index.ts.
 *
 * The mock replaces `send`. While the world runs, a call travels as any other of the simulation does: latency, the SDK's own retries and
 * time-outs, all in virtual time. While it stands still a call is answered at once, without retries, so that every error is seen.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock';
import { actionOf, attachEc2, ec2ClientConfig, serviceException } from './client-door.ts';
import type { Ec2 } from './ec2.ts';
import { Ec2Error } from './errors.ts';
import type { ApiPath } from './machines.ts';

/** What of a world the mock needs. */
export interface MockedCloud {
  readonly ec2: Ec2;
  /** The way from whoever calls to EC2, while the world runs. */
  readonly path: ApiPath;
  readonly running: boolean;
}

export interface MockOptions {
  /** The region of clients that were given none. By default there is none for them: they look for it as always, in files and variables. */
  region?: string;
  /**
   * Whose `send` is replaced: by default that of every `EC2Client` of this process. Give a single client where several accounts are mocked
   * at a time, or your own `EC2Client` class where your project has another copy of `@aws-sdk/client-ec2` than this package.
   */
  clients?: typeof EC2Client | EC2Client;
}

export type Ec2Mock = AwsClientStub<EC2Client>;

type AnyCommand = Parameters<EC2Client['send']>[0];

/** Answers clients as `account` until `restore()` is called on what it returns, which also lists the calls that were made. */
export function mockEc2(
  world: MockedCloud,
  account: string,
  { region, clients = EC2Client }: MockOptions = {},
): Ec2Mock {
  const travelling = new Map<string, EC2Client>();
  const mock = mockClient(clients as typeof EC2Client);
  mock.send.callsFake(async function (this: EC2Client, command: AnyCommand, options?: object) {
    const caller = { account, region: region ?? (await this.config.region()) };
    if (!world.running) return answerNow(world.ec2, caller, command);
    let client = travelling.get(caller.region);
    if (!client) {
      client = new EC2Client(ec2ClientConfig(caller.region));
      attachEc2(client, { ec2: world.ec2, ...caller, path: world.path });
      travelling.set(caller.region, client);
    }
    // What the replaced `send` does.
    const handle = command.resolveMiddleware(client.middlewareStack as never, client.config as never, options);
    return (await handle(command as never)).output;
  } as never);
  return mock;
}

function answerNow(ec2: Ec2, caller: { account: string; region: string }, command: { input: object }): object {
  const requestId = ec2.requestId(caller.region);
  try {
    const output = ec2.callNow(caller, actionOf(command.constructor.name), command.input);
    return { ...output, $metadata: { httpStatusCode: 200, requestId } };
  } catch (error) {
    throw error instanceof Ec2Error ? serviceException(error, requestId) : error;
  }
}
