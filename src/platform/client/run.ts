/** `scalarium-client run`: a Chef run that somebody on the machine asks for, and that the platform hears of. */
import type { Agent } from '../agent.ts';
import { deepMerge, isObject, type JsonObject } from '../deep-merge.ts';
import type { ChefRun } from '../environment.ts';
import { chosenRun, clock, isMoment, moment } from './history.ts';
import type { KeptRun } from './kept-run.ts';

const recipeName = /^[A-Za-z0-9_-]+(::[A-Za-z0-9_-]+)?$/;

export async function run(agent: Agent, words: readonly string[]): Promise<string[]> {
  const [first = ''] = words;
  const kept = agent.runs();
  if (kept.length === 0) throw new Error('no Chef run is kept here');
  const isActivity = first === '' || isMoment(first) || validActivities(kept.at(-1)!).includes(first);
  if (isActivity) {
    const before = chosenRun(agent, words);
    return told(await agent.run(before), `re-run '${before.activity}' from ${moment(before.startedAtMs)}`);
  }
  const wrong = words.find((word) => !recipeName.test(word));
  if (wrong !== undefined) throw new Error(`"${wrong}" is neither an activity nor the name of a recipe`);
  return told(await agent.run(recipesRun(kept.at(-1)!, words), words), `run ${words.join(', ')}`);
}

/** Single recipes of the custom cookbooks, with the newest JSON that the machine has, for when the platform does not answer. */
function recipesRun({ json }: ChefRun, wanted: readonly string[]): ChefRun {
  const recipes = ['scalarium_custom_cookbooks::load', 'scalarium_custom_cookbooks::execute'];
  const activity = 'execute_recipes';
  const changed: JsonObject = {
    recipes,
    scalarium: { activity, deployment: null },
    scalarium_custom_cookbooks: { recipes: [...wanted] },
  };
  return { activity, recipes, json: deepMerge(json, changed) };
}

/** What the cloud lets one do with the client. */
function validActivities({ json }: ChefRun): readonly unknown[] {
  const scalarium = isObject(json.scalarium) ? json.scalarium : {};
  return Array.isArray(scalarium.valid_client_activities) ? scalarium.valid_client_activities : [];
}

/** Throws an Error with the same lines when Chef failed. */
function told({ startedAtMs, endedAtMs, ok, log }: KeptRun, what: string): string[] {
  const says = (atMs: number, text: string) => `[${clock(atMs)}]  INFO [scalarium-agent]: ${text}`;
  const lines = [
    says(startedAtMs, `About to ${what}`),
    ...log.split('\n'),
    says(endedAtMs, `Finished Chef run with exitcode ${ok ? 0 : 1}`),
  ];
  if (!ok) throw new Error(lines.join('\n'));
  return lines;
}
