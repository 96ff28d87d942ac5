/**
 * Client tokens: the same request again, from a client that was not sure whether it got through, makes nothing again
 * (docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html). They are remembered for ever.
 */
import { Ec2Error, invalidParameter } from '../errors.ts';
import type { ActionContext } from './context.ts';

/** (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html) */
const LENGTH_MAX = 64;

/** What asks with a token; an empty one is none. */
type Tokened = 'RunInstances' | 'CreateVolume' | 'CopyImage';
type Input = { readonly ClientToken?: string | undefined };

/**
 * The ids that this very request made before; undefined if it is new. Throws IdempotentParameterMismatch where the token
 * was another request's, and InvalidParameterValue for one that is too long.
 */
export function madeBefore({ own }: ActionContext, action: Tokened, input: Input): readonly string[] | undefined {
  const { ClientToken: token } = input;
  if (!token) return undefined;
  if (token.length > LENGTH_MAX) {
    throw invalidParameter(`Invalid value '${token}' for clientToken: at most ${LENGTH_MAX} characters`);
  }
  const made = own.madeByToken.get(keyOf(action, token));
  if (made && made.request !== textOf(input)) {
    throw new Ec2Error(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  return made?.ids;
}

export function rememberToken({ own }: ActionContext, action: Tokened, input: Input, ids: readonly string[]): void {
  if (input.ClientToken) own.madeByToken.set(keyOf(action, input.ClientToken), { request: textOf(input), ids });
}

const keyOf = (action: Tokened, token: string) => `${action} ${token}`;

function textOf(input: Input): string {
  return JSON.stringify(Object.entries(input).sort(([a], [b]) => (a < b ? -1 : 1)));
}
