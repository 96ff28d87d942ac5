import type { z } from 'zod';
import { type ReferenceKind, referenceKinds } from './fields.ts';
import { own } from './own.ts';
import type { Path } from './problems.ts';

/** The parts of a zod schema's definition that lead to other schemas. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly getter?: () => z.ZodType;
  /** Of an enum. */
  readonly entries?: Readonly<Record<string, string>>;
}

function definition(schema: z.ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** Takes away what is wrapped around a schema (optional, default, transform, lazy); the choices of a union each. */
function* unwrap(schema: z.ZodType): Generator<z.ZodType> {
  const def = definition(schema);
  const inner = def.innerType ?? def.in ?? def.getter?.();
  if (inner !== undefined) yield* unwrap(inner);
  else if (def.type === 'union') for (const option of def.options ?? []) yield* unwrap(option);
  else yield schema;
}

function* children(schema: z.ZodType, key: string | number): Generator<z.ZodType> {
  for (const plain of unwrap(schema)) {
    const { shape, element, valueType } = definition(plain);
    const child = typeof key === 'number' ? element : (own(shape, key) ?? valueType);
    if (child !== undefined) yield child;
  }
}

/** The keys that a mapping at this path may have; empty where users choose the keys. */
export function validKeys(schema: z.ZodType, path: Path): string[] {
  let schemas = [schema];
  for (const key of path) schemas = schemas.flatMap((each) => [...children(each, key as string | number)]);
  return schemas.flatMap((each) => [...unwrap(each)].flatMap((plain) => Object.keys(definition(plain).shape ?? {})));
}

/** A value that names something which the scenario must contain. */
export interface FoundReference {
  readonly to: ReferenceKind;
  readonly name: string;
  readonly path: Path;
}

/** Every value of a file (before its schema renames keys) that its schema marks as a reference. */
export function* findReferences(schema: z.ZodType, value: unknown, path: Path = []): Generator<FoundReference> {
  if (typeof value === 'string') {
    for (const plain of unwrap(schema)) {
      const to = referenceKinds.get(plain)?.to;
      if (to !== undefined) yield { to, name: value, path };
    }
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const child of children(schema, index)) yield* findReferences(child, item, [...path, index]);
    }
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      for (const child of children(schema, key)) yield* findReferences(child, item, [...path, key]);
    }
  }
}

/** The words that a value at this path can be, where its schema lists them; of a list those of its items. */
export function optionsOf(schema: z.ZodType, path: Path): string[] {
  let schemas = [schema];
  for (const key of path) schemas = schemas.flatMap((each) => [...children(each, key as string | number)]);
  const plain = schemas.flatMap((each) => [...unwrap(each)]);
  const items = plain.flatMap((each) => definition(each).element ?? []).flatMap((each) => [...unwrap(each)]);
  return [...plain, ...items].flatMap((each) => {
    const { type, entries } = definition(each);
    return type === 'enum' ? Object.values(entries ?? {}) : type === 'boolean' ? ['true', 'false'] : [];
  });
}
