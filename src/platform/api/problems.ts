/** What is wrong with a request, in the words of the time: `Name can't be blank`. */
import type { z } from 'zod';
import { InvalidError } from '../errors.ts';

/** `value` as the schema reads it; throws an InvalidError with a line for each thing that is wrong. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value, { error: predicate, reportInput: true });
  if (success) return data;
  throw new InvalidError([...new Set(error.issues.map((issue) => sentence(issue.path, issue.message)))]);
}

/** A message that begins with a capital stands for itself; any other one is said of the field. */
function sentence(path: readonly PropertyKey[], message: string): string {
  if (/^[A-Z]/.test(message)) return message;
  const words = path.filter((part) => typeof part === 'string').join(' ');
  const label = words.replaceAll('_', ' ').replace(/ id$/, '').trim() || 'body';
  return `${label[0]!.toUpperCase()}${label.slice(1)} ${message}`;
}

const kinds: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  int: 'a whole number',
  record: 'an object',
};

/** What zod found, said of a field. Its own words stand where there are none of ours. */
function predicate(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined || issue.input === null) return "can't be blank";
      const kind = kinds[issue.expected] ?? `${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
      return `must be ${kind}`;
    }
    case 'invalid_value':
      return issue.input === undefined ? "can't be blank" : 'is not included in the list';
    case 'too_big':
      if (issue.origin === 'string') return `is too long (maximum is ${issue.maximum} characters)`;
      return issue.origin === 'array'
        ? `has more than ${issue.maximum} entries`
        : `must not be more than ${issue.maximum}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? "can't be blank"
        : `must be ${issue.minimum} or more`;
    default:
      return 'is invalid';
  }
}
