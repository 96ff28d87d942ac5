/** A call as one types it at a shell: with the AWS command line, and at this console. */
import { kebab } from './operations.ts';

export interface CalledEc2 {
  readonly account: string;
  readonly region: string;
  /** `RunInstances` */
  readonly action: string;
  readonly input: object;
}

/** `aws ec2 run-instances --profile main --region eu-west-1 --image-id ami-... --count 1` */
export function awsLine({ account, region, action, input }: CalledEc2): string {
  const given = Object.entries(counted(action, input)).filter(([, value]) => !isNothing(value));
  const flags = given.map(([name, value]) => flagOf(name, value));
  return ['aws ec2', kebab(action), `--profile ${quoted(account)} --region ${quoted(region)}`, ...flags].join(' ');
}

/** The command line has one `--count` in place of both. */
function counted(action: string, input: object): object {
  if (action !== 'RunInstances') return input;
  const { MinCount: min, MaxCount: max, ...rest } = input as { MinCount?: number; MaxCount?: number };
  if (min === undefined || max === undefined) return input;
  return { ...rest, Count: min === max ? min : `${min}:${max}` };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function flagOf(name: string, value: unknown): string {
  const flag = `--${kebab(name)}`;
  if (value === true) return flag;
  if (value === false) return flag.replace('--', '--no-');
  // The command line encodes what it sends; people read what it says.
  if (name === 'UserData') return `${flag} ${quoted(Buffer.from(String(value), 'base64').toString('utf8'))}`;
  const words = Array.isArray(value) ? value.map(shorthand) : [shorthand(value)];
  return [flag, ...words.map(quoted)].join(' ');
}

/** `Name=instance-id,Values=i-1,i-2`; what holds signs that mean something there is written as JSON. */
function shorthand(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return membersOf(value) ?? JSON.stringify(value);
}

function membersOf(value: object): string | undefined {
  const parts = Object.entries(value)
    .filter(([, member]) => !isNothing(member))
    .map(([key, member]) => {
      const text = Array.isArray(member) ? listOf(member) : plain(member);
      return text === undefined ? undefined : `${key}=${text}`;
    });
  return parts.includes(undefined) ? undefined : parts.join(',');
}

/** Texts one after the other, structures in brackets. */
function listOf(items: readonly unknown[]): string | undefined {
  const isFlat = items.every((item) => typeof item !== 'object');
  const texts = items.map((item) => (isFlat ? plain(item) : braced(item)));
  if (texts.includes(undefined)) return undefined;
  return isFlat ? texts.join(',') : `[${texts.join(',')}]`;
}

function braced(item: unknown): string | undefined {
  const members = typeof item === 'object' && item !== null ? membersOf(item) : undefined;
  return members === undefined ? undefined : `{${members}}`;
}

function plain(value: unknown): string | undefined {
  const text = String(value);
  return typeof value === 'object' || text === '' || /[\s,=[\]{}'"\\]/.test(text) ? undefined : text;
}

/** For a POSIX shell; what would be taken for a flag is quoted, too. */
function quoted(text: string): string {
  return /^(?!--)[\w@%+=:,./*-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
