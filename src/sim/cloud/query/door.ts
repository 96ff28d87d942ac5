/** One request of EC2's Query API: who asks, for what, and the answer as a document. */
import { isAction } from '../actions/index.ts';
import type { Ec2Caller } from '../ec2.ts';
import { Ec2Error, invalidAction } from '../errors.ts';
import { type Credential, readCredential } from './credential.ts';
import { decodeInput } from './decode.ts';
import { encodeError, encodeOutput } from './encode.ts';
import { operationOf } from './operations.ts';
import { type ParameterNode, readParameters, topValue } from './parameters.ts';

export interface QueryRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface QueryAnswer {
  readonly status: number;
  readonly requestId: string;
  /** XML. */
  readonly body: string;
}

export interface QueryDoorParts {
  /** Carries a call to the engine. Rejects with an Ec2Error (EC2 answered), or with anything else (the network did not). */
  call(caller: Ec2Caller, action: string, input: object): Promise<object>;
  requestId(region: string): string;
  /** The account that an access key belongs to. */
  accountOf(accessKeyId: string): string | undefined;
  readonly regions: readonly string[];
  /** Where a request goes that names no region, neither in its signature nor in its host. */
  readonly region: string;
  /** Whose a request is that is not signed, or with a key that nobody has; without it such a request is refused. */
  readonly account?: string;
}

/** EC2 of today still answers to all versions since its first; clients of 2011 ask for 2011-07-15, those of today for 2016-11-15. */
const VERSION_FIRST = '2006-06-26';
const VERSION_LAST = '2016-11-15';

/** What of a request is for the door, not for the operation. */
const ENVELOPE =
  /^(Action|Version|AWSAccessKeyId|Signature|SignatureVersion|SignatureMethod|Timestamp|Expires|SecurityToken|X-Amz-.*)$/;

export class QueryDoor {
  readonly #parts: QueryDoorParts;

  /** Throws a RangeError for a region that there is not. */
  constructor(parts: QueryDoorParts) {
    this.#parts = parts;
    if (!parts.regions.includes(parts.region)) {
      throw new RangeError(`no region ${parts.region}: there are ${parts.regions.join(', ')}`);
    }
  }

  /** The answer; undefined when the network gave none, and the caller is to be left without. Never rejects for what somebody sends. */
  async answer(request: QueryRequest): Promise<QueryAnswer | undefined> {
    const requestId = this.#parts.requestId(this.#parts.region);
    try {
      return { status: 200, requestId, body: await this.#perform(request, requestId) };
    } catch (error) {
      if (error instanceof Ec2Error) return this.refuse(error, requestId);
      if (error instanceof NoAnswer) return undefined;
      throw error;
    }
  }

  /** An error as a document. */
  refuse(error: Ec2Error, requestId = this.#parts.requestId(this.#parts.region)): QueryAnswer {
    return { status: error.httpStatus, requestId, body: encodeError(error, requestId) };
  }

  async #perform({ method, url, host, authorization, body }: QueryRequest, requestId: string): Promise<string> {
    if (method !== 'GET' && method !== 'POST') {
      throw new Ec2Error('InvalidRequest', `The method ${method} is not supported: use GET or POST`, 405);
    }
    const at = url.indexOf('?');
    const parameters = readParameters(at < 0 ? '' : url.slice(at + 1), body);
    const action = topValue(parameters, 'Action');
    if (!action) throw new Ec2Error('MissingAction', 'The request is missing an action');
    const version = versionOf(parameters);
    const caller = this.#caller(readCredential(authorization, parameters), host);
    const operation = isAction(action) ? operationOf(action) : undefined;
    if (!operation) throw invalidAction(action);
    for (const name of parameters.members.keys()) if (ENVELOPE.test(name)) parameters.members.delete(name);
    const input = decodeInput(operation.input, parameters);
    const output = await this.#parts.call(caller, action, input).catch((error: unknown) => {
      throw error instanceof Ec2Error ? error : new NoAnswer();
    });
    return encodeOutput(operation.output, output, { action, version, requestId });
  }

  #caller(credential: Credential | undefined, host: string | undefined): Ec2Caller {
    const { regions, region: usual } = this.#parts;
    const region = credential?.region ?? regionOfHost(host) ?? usual;
    const account = credential && this.#parts.accountOf(credential.accessKeyId);
    const caller = account ?? this.#parts.account;
    if (caller === undefined) throw credential ? unknownKey(credential.accessKeyId) : unsigned();
    if (!regions.includes(region)) {
      const valid = regions.join(', ');
      throw new Ec2Error(
        'AuthFailure',
        `Credential should be scoped to a valid Region, not '${region}': ${valid}`,
        401,
      );
    }
    return { account: caller, region };
  }
}

/** The network took a call and gave nothing back. */
class NoAnswer extends Error {}

const unknownKey = (accessKeyId: string) =>
  new Ec2Error(
    'AuthFailure',
    `AWS was not able to validate the provided access credentials: nobody has the access key ${accessKeyId}`,
    401,
  );

const unsigned = () => new Ec2Error('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

function versionOf(parameters: ParameterNode): string {
  const version = topValue(parameters, 'Version');
  if (!version) throw new Ec2Error('MissingParameter', 'The request must contain the parameter Version');
  if (!/^\d{4}-\d\d-\d\d$/.test(version) || version < VERSION_FIRST || version > VERSION_LAST) {
    throw new Ec2Error(
      'NoSuchVersion',
      `The requested version (${version}) of service AmazonEC2 does not exist: ${VERSION_FIRST} to ${VERSION_LAST} do`,
    );
  }
  return version;
}

/** `ec2.eu-west-1.amazonaws.com`, and the older `eu-west-1.ec2.amazonaws.com`. */
function regionOfHost(host: string | undefined): string | undefined {
  const [, now, before] = /^(?:ec2\.([a-z0-9-]+)|([a-z0-9-]+)\.ec2)\.amazonaws\.com(?::\d+)?$/.exec(host ?? '') ?? [];
  return now ?? before;
}
