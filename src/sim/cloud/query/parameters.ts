/** The parameters of a Query request as the tree that their dots spell: `Filter.1.Value.2=x` is the second value of the first filter. */
import { Ec2Error, invalidParameter } from '../errors.ts';

/** A name's own value, and what follows after its dot. */
export interface ParameterNode {
  /** The whole name, for messages. */
  readonly path: string;
  value: string | undefined;
  readonly members: Map<string, ParameterNode>;
}

/** (ours); EC2 names a code for it, and no figure. A thousand instances by id are a thousand parameters. */
const PARAMETERS_MAX = 10_000;
/** No operation of EC2 nests deeper than half of it. */
const DEPTH_MAX = 16;

/**
 * Reads query strings and form bodies into one tree. Throws RequestResourceCountExceeded for too many parameters, and
 * InvalidParameterValue for one that is given twice or nested without end.
 */
export function readParameters(...texts: readonly string[]): ParameterNode {
  const root = nodeOf('');
  let count = 0;
  for (const text of texts) {
    for (const [name, value] of new URLSearchParams(text)) {
      count += 1;
      if (count > PARAMETERS_MAX) {
        throw new Ec2Error(
          'RequestResourceCountExceeded',
          `The request has more than ${PARAMETERS_MAX} parameters: divide it`,
        );
      }
      enter(root, name, value);
    }
  }
  return root;
}

/** The value of a parameter at the top, if it is there. */
export function topValue(root: ParameterNode, name: string): string | undefined {
  return root.members.get(name)?.value;
}

function nodeOf(path: string): ParameterNode {
  return { path, value: undefined, members: new Map() };
}

function enter(root: ParameterNode, name: string, value: string): void {
  const words = name.split('.', DEPTH_MAX + 1);
  if (words.length > DEPTH_MAX) throw invalidParameter(`The parameter ${name.slice(0, 80)}... is nested too deep`);
  let node = root;
  for (const word of words) {
    let member = node.members.get(word);
    if (!member) {
      member = nodeOf(node.path === '' ? word : `${node.path}.${word}`);
      node.members.set(word, member);
    }
    node = member;
  }
  if (node.value !== undefined) throw invalidParameter(`The parameter ${name} is given more than once`);
  node.value = value;
}
