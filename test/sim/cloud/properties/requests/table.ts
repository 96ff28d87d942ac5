/** The type of a table with a request for each action: client-ec2's own inputs. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Guess } from '../guess.ts';

type InputOf<A extends string> = `${A}Command` extends infer C extends keyof typeof sdk
  ? (typeof sdk)[C] extends new (
      ...given: never[]
    ) => { input: infer I }
    ? I
    : never
  : never;

/** Keeps the table as it is; an action that client-ec2 does not have, or an input that is none of it, does not compile. */
export function requests<A extends string>(table: { readonly [K in A]: (guess: Guess) => InputOf<K> }) {
  return table;
}
