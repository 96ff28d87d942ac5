/** What somebody types into a drill without a screen, and what it means: the answer to a question, or a word that moves time. */
import { hint } from '../../files/problems.ts';
import { parsePace } from '../pace.ts';
import type { Pace, Pending } from '../session.ts';
import { parseMoment } from '../views/moment-text.ts';

export type Typed =
  | { readonly kind: 'answer'; readonly choice: string; readonly comment?: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'speed'; readonly pace: Pace }
  /** Runs on so long, as fast as it goes. */
  | { readonly kind: 'wait'; readonly forUs: number }
  | { readonly kind: 'until'; readonly atUs: number }
  | {
      readonly kind: 'fork';
      readonly atUs: number;
      readonly name: string;
      readonly vars: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: Word }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'wrong'; readonly why: string };

/** Words that need nothing beside them. */
const words = [
  'pause',
  'continue',
  'next',
  'step',
  'end',
  'status',
  'log',
  'debrief',
  'write',
  'quit',
  'help',
] as const;
export type Word = (typeof words)[number];

/** What can be typed besides an answer; `?` prints it. */
export const helpLines: readonly string[] = [
  '1, 2 or a word     answers the question that is open, with a comment after it',
  'note TEXT          writes down what somebody is asked to write down',
  'pause, continue    time stands still; time runs',
  'speed 60           a second here is a minute there; speed max is all it can do',
  'next, step, end    to the next question, event, or to the end; pauses there',
  'wait 10m           lets ten minutes pass, and pauses; so does until 1:10',
  'fork 0:43 NAME     goes back and decides otherwise; with other values from the',
  '                   start on: fork 0:11 early replicaType=m1.large',
  ':TEXT              a line of the console; :help lists what it can do',
  'status, log        what is spent and what runs; what machines wrote last',
  'debrief, write     what each decision cost; the same as HTML and Markdown',
  'quit               leaves; zonefall drill --resume goes on',
];

/** `question` is the one that an answer is for. */
export function parseTyped(line: string, question: Pending | undefined): Typed {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (text.startsWith(':')) return { kind: 'command', text: text.slice(1).trim() };
  return answerTo(text, question) ?? movement(text) ?? wrong(text, question);
}

function answerTo(text: string, question: Pending | undefined): Typed | undefined {
  const [first = '', ...rest] = text.split(/\s+/);
  if (question === undefined) return undefined;
  if (question.kind === 'note') return first === 'note' ? { kind: 'note', text: rest.join(' ') } : undefined;
  const choice = chosen(first, question);
  if (choice === undefined) return undefined;
  // `wait 10m` moves time even where `wait` alone is a choice.
  if (choice === 'wait' && spanUs(rest.join(' ')) !== undefined) return undefined;
  return { kind: 'answer', choice, comment: rest.length === 0 ? undefined : rest.join(' ') };
}

/** By its word, or by its number; at a point of no return its word is typed whole. */
function chosen(text: string, { choices, word }: Pending): string | undefined {
  const byWord = choices.find((choice) => choice === text);
  if (byWord !== undefined || !/^\d+$/.test(text)) return byWord;
  const byNumber = choices[Number(text) - 1];
  return byNumber === word ? undefined : byNumber;
}

function movement(text: string): Typed | undefined {
  const [first = '', ...rest] = text.split(/\s+/);
  const argument = rest.join(' ');
  switch (first) {
    case 'speed': {
      const pace = parsePace(argument);
      return pace === undefined ? wrongly(`speed 1x to 3600x, or max; not "${argument}"`) : { kind: 'speed', pace };
    }
    case 'wait': {
      const forUs = spanUs(argument);
      return forUs === undefined ? wrongly('wait 10m, wait 30s or wait PT1H') : { kind: 'wait', forUs };
    }
    case 'until': {
      const atUs = parseMoment(argument);
      return atUs === undefined
        ? wrongly('until 1:10, hours and minutes since the first fault')
        : { kind: 'until', atUs };
    }
    case 'fork':
      return fork(rest);
  }
  const aliases: Readonly<Record<string, Word>> = { '?': 'help', resume: 'continue', q: 'quit', exit: 'quit' };
  const word = words.find((each) => each === text) ?? (Object.hasOwn(aliases, text) ? aliases[text] : undefined);
  return word === undefined ? undefined : { kind: word };
}

/** `fork 0:43 at ten minutes replicaType=m1.large` */
function fork([moment = '', ...rest]: readonly string[]): Typed {
  const atUs = parseMoment(moment);
  if (atUs === undefined) return wrongly('fork 0:43 NAME, hours and minutes since the first fault');
  const pairs = rest.filter((each) => each.indexOf('=') > 0);
  const name = rest.filter((each) => !pairs.includes(each)).join(' ');
  const vars = pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return { kind: 'fork', atUs, name: name === '' ? `from ${moment}` : name, vars: Object.fromEntries(vars) };
}

/** `10m`, `30s`, `2h`, or an ISO 8601 duration. */
function spanUs(text: string): number | undefined {
  const short = /^(\d+(?:\.\d+)?)\s?([smh])$/.exec(text);
  if (short === null) return /^PT?\d/i.test(text) ? parseMoment(text) : undefined;
  const unitSeconds = { s: 1, m: 60, h: 3600 }[short[2] as 's' | 'm' | 'h'];
  return Math.round(Number(short[1]) * unitSeconds * 1e6);
}

function wrongly(expected: string): Typed {
  return { kind: 'wrong', why: `type ${expected}` };
}

function wrong(text: string, question: Pending | undefined): Typed {
  if (question?.word !== undefined) {
    return {
      kind: 'wrong',
      why: `"${text}" is not it; type ${question.word} whole, or ${question.choices.slice(1).join(', ')}`,
    };
  }
  const known = [...(question?.choices ?? []), ...words, 'speed', 'wait', 'until', 'fork'];
  return { kind: 'wrong', why: `"${text}" means nothing here${hint(text, known)} (? lists what can be typed)` };
}
