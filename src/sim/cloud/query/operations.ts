/** The schemas of EC2's operations, which client-ec2 exports as `RunInstances$` and so on. */
import * as clientEc2 from '@aws-sdk/client-ec2';
import { NormalizedSchema } from '@smithy/core/schema';

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

export interface Operation {
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
}

const exported: Readonly<Record<string, unknown>> = { ...clientEc2 };
const operations = new Map<string, Operation>();

/** What goes in and what comes out of an operation; undefined for a name that EC2 does not have. */
export function operationOf(action: string): Operation | undefined {
  let operation = operations.get(action);
  if (operation) return operation;
  const schema = exported[`${action}$`];
  if (!isOperation(schema)) return undefined;
  operation = { input: NormalizedSchema.of(schema[4]), output: NormalizedSchema.of(schema[5]) };
  operations.set(action, operation);
  return operation;
}

/** The first part of a schema says what it is the schema of; 9 is an operation. */
function isOperation(schema: unknown): schema is readonly [9, string, string, unknown, SchemaRef, SchemaRef] {
  return Array.isArray(schema) && schema[0] === 9;
}

/** A member of a structure, and what it is called on the wire. */
export interface Member {
  readonly name: string;
  readonly schema: NormalizedSchema;
}

/** The members of a structure by their names on the wire, in the schema's order. */
export function memberTable(
  schema: NormalizedSchema,
  wireName: (name: string, traits: { ec2QueryName?: string; xmlName?: string }) => string,
): Map<string, Member> {
  const members = new Map<string, Member>();
  if (schema.isUnitSchema()) return members;
  for (const [name, member] of schema.structIterator()) {
    members.set(wireName(name, member.getMergedTraits()), { name, schema: member });
  }
  return members;
}

export type { NormalizedSchema };
