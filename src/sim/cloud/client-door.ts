/**
 * The door for the simulation: an unmodified `EC2Client` whose calls go to the engine instead of the network.
 *
 * A middleware stands where the request would be built. It runs the client's own retry middleware, and below it the
 * engine: attempts, backoff and classification of errors stay the SDK's, on the virtual clock; serialising, endpoint
 * rules and signing, which nobody would read, are never reached. (The Query protocol is the business of the HTTP door.)
 * Middlewares that a caller adds in the `initialize` step are run, later steps are not.
 */
import { type EC2Client, type EC2ClientConfig, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { Ec2, Ec2Caller } from './ec2.ts';
import { Ec2Error } from './errors.ts';
import type { ApiPath } from './machines.ts';

export interface AttachOptions extends Ec2Caller {
  ec2: Ec2;
  /** The way of the host on which the client runs. */
  path: ApiPath;
}

/**
 * A configuration that leaves nothing to be looked up: clients made with it touch no file, no environment and no
 * socket, not even at their first call, so they can be made inside a running world. Any other client must be `prime`d
 * before.
 */
export function ec2ClientConfig(region: string): EC2ClientConfig {
  return {
    region,
    credentials: { accessKeyId: 'AKIASIMULATED', secretAccessKey: 'simulated' },
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'zonefall',
    authSchemePreference: ['aws.auth#sigv4'],
    requestHandler: { handle: refuseNetwork },
    // The stack of middlewares is put together once for each command instead of at each call.
    cacheMiddleware: true,
  };
}

/** Settles what a client with a configuration of its own looks up lazily (files, environment). Call it before the world runs. */
export async function prime(client: EC2Client): Promise<void> {
  await client.config.maxAttempts();
  await client.config.retryStrategy();
}

type Middleware = (next: (args: Args) => Promise<Result>, context: Context) => (args: Args) => Promise<Result>;
interface Args {
  input: object;
}
interface Result {
  response: unknown;
  output: { $metadata: object };
}
interface Context {
  commandName?: string;
  __smithy_context?: { abortSignal?: AbortSignal };
}

/** Puts the engine under a client. A client can be attached once. */
export function attachEc2(client: EC2Client, options: AttachOptions): void {
  const retry = findMiddleware(client, 'retryMiddleware');
  const toEngine: Middleware = (_next, context) => {
    const action = actionOf(context.commandName ?? '');
    const attempt = (args: Args) => callEngine(options, action, args.input, context.__smithy_context?.abortSignal);
    return retry(attempt, context);
  };
  client.middlewareStack.add(toEngine as never, { step: 'initialize', priority: 'low', name: 'zonefallEngine' });
  // It would copy every input and output through their schemas for a logger that drops them; ours is `onCall`.
  client.middlewareStack.remove('loggerMiddleware');
}

/** `RunInstancesCommand` asks for the action `RunInstances`. */
export function actionOf(commandName: string): string {
  return commandName.replace(/Command$/, '');
}

/** One attempt. What it throws must look to the retry middleware as an answer from the wire would. */
async function callEngine(
  options: AttachOptions,
  action: string,
  input: object,
  signal: AbortSignal | undefined,
): Promise<Result> {
  const { ec2, account, region, path } = options;
  const requestId = ec2.requestId(region);
  try {
    const answer = ec2.call({ account, region }, path, action, input);
    const output = await (signal ? abortable(answer, signal) : answer);
    return { response: undefined, output: { ...output, $metadata: { httpStatusCode: 200, requestId } } };
  } catch (error) {
    if (error instanceof Ec2Error) throw serviceException(error, requestId);
    throw error;
  }
}

/** What the SDK makes of an error document: the code is the exception's name. */
export function serviceException(error: Ec2Error, requestId: string): EC2ServiceException {
  const { code, message, httpStatus } = error;
  const exception = new EC2ServiceException({
    name: code,
    message,
    $fault: httpStatus >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: httpStatus, requestId },
  });
  return Object.assign(exception, { Code: code, RequestId: requestId });
}

/** The client's own middleware of that name, which the stack shows to whoever copies it. */
function findMiddleware(client: EC2Client, name: string): Middleware {
  let found: Middleware | undefined;
  const look = (middleware: Middleware, entry: { name?: string }) => {
    if (entry.name === name) found = middleware;
  };
  client.middlewareStack.applyToStack({ add: look, addRelativeTo: look } as never);
  if (!found) throw new Error(`this EC2Client has no ${name}: the AWS SDK has changed, adapt client-door.ts`);
  return found;
}

function abortable<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = () => Object.assign(new Error('Request aborted'), { name: 'AbortError' });
  if (signal.aborted) return Promise.reject(aborted());
  return new Promise((resolve, reject) => {
    const abort = () => reject(aborted());
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function refuseNetwork(): Promise<never> {
  throw new Error('this EC2Client was made for a simulated world: call attachEc2 before its first use');
}
