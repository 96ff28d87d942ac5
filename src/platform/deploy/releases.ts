/**
 * What the deploy recipes make of the applications on a machine: a folder of releases for each, of which five are kept, and a link to the
 * current one (Capistrano's layout, as the cookbooks of Scalarium have it). Pure: the state of the machine and a run in, the new state out.
 *
 * A rollback removes the newest release and goes back to the one before; when only one is left it fails and changes nothing.
 */
import type { ChefRun } from '../environment.ts';

export const releasesKept = 5;

/** An application on a machine. */
export interface Installed {
  /** Names of folders, `yyyymmddHHMMSS` in UTC, oldest first. The last is the current one. */
  releases: readonly string[];
  running: boolean;
}

/** By slug name. */
export type Applications = Readonly<Record<string, Installed>>;

export interface Outcome {
  applications: Applications;
  ok: boolean;
  log: string[];
  /** How long the restart waited for the machines before this one. */
  waitedSeconds: number;
}

interface DeployJson {
  application_type?: string;
  migrate?: boolean;
  sleep_before_restart?: number;
}

const typeOfRecipe: Readonly<Record<string, string>> = { rails: 'rails', php: 'php', nodejs: 'nodejs', web: 'static' };
/** What a role's stop recipe stops. */
const stopped: Readonly<Record<string, readonly string[]>> = {
  'apache2::stop': ['rails', 'php'],
  'nginx::stop': ['static'],
  'deploy::nodejs-stop': ['nodejs'],
};

/** Carries out those recipes of a run that deal with applications; all others leave them alone. */
export function converge(before: Applications, run: ChefRun, nowMs: number): Outcome {
  const deploy = (run.json as { deploy?: Record<string, DeployJson> }).deploy ?? {};
  let outcome: Outcome = { applications: before, ok: true, log: [], waitedSeconds: 0 };
  for (const recipe of run.recipes) {
    for (const [slug, json] of Object.entries(deploy)) {
      if (!outcome.ok) return outcome;
      outcome = step(outcome, recipe, slug, json, nowMs);
    }
  }
  return outcome;
}

function step(outcome: Outcome, recipe: string, slug: string, json: DeployJson, nowMs: number): Outcome {
  const installed = outcome.applications[slug];
  const stops = stopped[recipe];
  if (stops) {
    if (!stops.includes(json.application_type ?? '') || !installed) return outcome;
    return changed(outcome, slug, { ...installed, running: false }, `stopped ${slug}`);
  }
  const [, kind, verb = 'deploy'] =
    /^deploy::(rails|php|nodejs|web)(?:-(restart|rollback|undeploy))?$/.exec(recipe) ?? [];
  if (kind === undefined) return outcome;
  if (json.application_type !== typeOfRecipe[kind]) {
    return noted(outcome, `Skipping ${recipe} for application ${slug} as it is not a ${kind} app`);
  }
  switch (verb) {
    case 'deploy':
      return restarted(changed(outcome, slug, released(installed, nowMs), deployed(slug, json)), json);
    case 'undeploy':
      return without(outcome, slug);
    case 'restart':
      if (!installed) return noted(outcome, `${slug} is not here`);
      return restarted(changed(outcome, slug, { ...installed, running: true }, `restarted ${slug}`), json);
    default:
      return restarted(rolledBack(outcome, slug, installed), json);
  }
}

function released(installed: Installed | undefined, nowMs: number): Installed {
  const name = new Date(nowMs).toISOString().slice(0, 19).replace(/\D/g, '');
  const others = (installed?.releases ?? []).filter((release) => release !== name);
  return { releases: [...others, name].slice(-releasesKept), running: true };
}

const deployed = (slug: string, { migrate }: DeployJson): string =>
  `deployed ${slug}${migrate ? ', migrated its database' : ''}`;

function rolledBack(outcome: Outcome, slug: string, installed: Installed | undefined): Outcome {
  const releases = installed?.releases.slice(0, -1) ?? [];
  if (releases.length === 0) return { ...noted(outcome, `There is no release of ${slug} to rollback to!`), ok: false };
  return changed(outcome, slug, { releases, running: true }, `${slug} is back at ${releases.at(-1)}`);
}

function without(outcome: Outcome, slug: string): Outcome {
  const { [slug]: _gone, ...others } = outcome.applications;
  return noted({ ...outcome, applications: others }, `removed ${slug}`);
}

const noted = (outcome: Outcome, line: string): Outcome => ({ ...outcome, log: [...outcome.log, line] });

const changed = (outcome: Outcome, slug: string, installed: Installed, line: string): Outcome =>
  noted({ ...outcome, applications: { ...outcome.applications, [slug]: installed } }, line);

/** What was restarted has waited for its turn. */
function restarted(outcome: Outcome, { sleep_before_restart = 0 }: DeployJson): Outcome {
  if (!outcome.ok) return outcome;
  return { ...outcome, waitedSeconds: Math.max(outcome.waitedSeconds, sleep_before_restart) };
}
