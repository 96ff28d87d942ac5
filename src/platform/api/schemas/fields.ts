/** Fields of requests, with their limits. Lengths are ours. */
import { z } from 'zod';
import { isObject, parseJsonObject } from '../../deep-merge.ts';
import { permissionLevels, type ScmType, scmTypes } from '../../documents/index.ts';
import { themeNames } from '../themes.ts';

/** The five regions of August 2011. */
export const regions = ['us-east-1', 'us-west-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'] as const;

/** A document's id: 32 hexadecimal digits, as CouchDB's were. */
export const id = z.string().regex(/^[0-9a-f]{32}$/, 'is not an id');
export const ids = z.array(id).max(200);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const printable = /^[^\u0000-\u001f\u007f]*$/;

/** A line of text. */
export const line = (maxLength = 255) =>
  z.string().trim().max(maxLength).regex(printable, 'must not contain control characters');

/** A line that says something. */
export const name = line().min(1);

/** Text of several lines: keys, certificates, comments. */
export const text = (maxLength = 16_384) => z.string().trim().max(maxLength);

/** May be left out, null or blank, all of which is undefined: what is not said gets its default. */
export const optional = <Schema extends z.ZodType<string>>(schema: Schema) =>
  schema.nullish().transform((value): string | undefined => value || undefined);

/** May be left out, which is undefined and changes nothing; null and blank clear what was there. */
export const clearable = <Schema extends z.ZodType<string>>(schema: Schema) =>
  schema.nullish().transform((value): string | null | undefined => (value === undefined ? undefined : value || null));

/** The name of a machine: what a host may be called, and underscores, which the themes have. */
export const nickname = z
  .string()
  .trim()
  .max(63)
  .regex(/^([A-Za-z0-9][A-Za-z0-9_-]*)?$/, 'is not a host name');

/** EC2's name of a type. */
export const instanceType = z
  .string()
  .trim()
  .max(32)
  .regex(/^([a-z][a-z0-9-]*\.[a-z0-9-]+)?$/, 'is not an instance type');
/** A theme of nicknames, with underscores for spaces. */
export const theme = z.enum(['', ...themeNames]);
export const region = z.enum(regions);
/** eu-west-1a; whether it is in the cloud's region is asked where the cloud is known. */
export const zone = z
  .string()
  .trim()
  .max(32)
  .regex(/^([a-z]{2}(-[a-z]+)+-\d[a-z])?$/, 'is not an availability zone');

/** `zone` as the field of a cloud that lives in `region`. */
export const inRegion = (zone: string, region: string): boolean =>
  zone.length === region.length + 1 && zone.startsWith(region);

const customJsonDepth = 50;

/** JSON text that is merged over what Chef gets: an object, or blank. */
export const customJson = z
  .string()
  .max(65_536)
  .refine((value) => {
    const object = parseJsonObject(value);
    return object !== undefined && isShallow(object, customJsonDepth);
  }, `is not a JSON object of at most ${customJsonDepth} levels`);

function isShallow(value: unknown, levels: number): boolean {
  if (!isObject(value) && !Array.isArray(value)) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

export const level = z.enum(permissionLevels);

/** `cookbook` or `cookbook::recipe`. */
export const recipe = z
  .string()
  .trim()
  .max(128)
  .regex(/^[A-Za-z0-9_-]+(::[A-Za-z0-9_-]+)?$/, 'is not a recipe');
export const recipes = z.array(recipe).max(100);

/** Where cookbooks and applications come from. What is not said changes nothing; null and blank clear what was there. */
export const scm = z
  .object({
    scm_type: clearable(z.enum([...scmTypes, ''])).transform((type) => type as ScmType | null | undefined),
    scm_url: clearable(line(2048)),
    scm_user: clearable(line()),
    scm_password: clearable(line()),
    scm_ssh_key: clearable(text()),
    scm_revision: clearable(line()),
  })
  .partial();

/** Only what was said: for laying a change over a document. */
export function said<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}
