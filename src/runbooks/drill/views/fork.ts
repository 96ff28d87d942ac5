/** What a person types to go back and decide otherwise: a name, and what is to be different from the start on. */
import { nearest } from '../../files/problems.ts';
import type { DrillFacts, ForkChoices } from '../session.ts';
import { momentText } from './moment-text.ts';

/** `choices` to fork with, or the one thing that is wrong with what was typed. */
export type ForkText = { readonly choices: ForkChoices } | { readonly wrong: string };

/**
 * Reads `replicaType=m1.large variant=both-fixes` (in any order, all optional). Whether a variable exists is known to the scenario's
 * reader only: the session refuses it then.
 */
export function parseFork(name: string, text: string, { variants }: Pick<DrillFacts, 'variants'>): ForkText {
  if (name.trim() === '') return { wrong: 'a fork needs a name' };
  const vars: Record<string, string> = {};
  let variant: string | undefined;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const at = word.indexOf('=');
    const [key, value] = [word.slice(0, at), word.slice(at + 1)];
    if (at < 1 || value === '') return { wrong: `${word}: write name=value, such as replicaType=m1.large` };
    if (key !== 'variant') vars[key] = value;
    else if (variants.includes(value)) variant = value;
    else return { wrong: noVariant(value, variants) };
  }
  return { choices: { name: name.trim(), ...(Object.keys(vars).length > 0 && { vars }), ...(variant && { variant }) } };
}

function noVariant(value: string, variants: readonly string[]): string {
  if (variants.length === 0) return `there is no variant ${value}: the scenario has none`;
  const near = nearest(value, variants);
  const hint = near === undefined ? `there are ${variants.join(', ')}` : `did you mean ${near}?`;
  return `there is no variant ${value}: ${hint}`;
}

/** What is about to be done, in a sentence that can be said no to. */
export function forkSentence(atUs: number, { name, vars = {}, variant }: ForkChoices): string {
  const different = [
    ...(variant ? [`variant ${variant}`] : []),
    ...Object.entries(vars).map(([key, value]) => `${key}=${value}`),
  ];
  const otherwise = different.length === 0 ? '' : `, from its start with ${different.join(', ')}`;
  return `‘${name}’ goes back to ${momentText(atUs)}${otherwise}. What came after it stays in the list of runs.`;
}
