/**
 * `scalarium-client`, which is on every managed machine, symlinked into /usr/sbin (blog of 2011-11-17): what the agent has
 * done there, and a way to have it done again, or to run a single recipe, as if the platform had asked.
 *
 * The commands, their texts and the usage are Scalarium's. What they take after their names was found nowhere: it is that
 * of the client's descendant (`[activity] [date]`, dates as `yyyy-mm-ddThh:mm:ss`, both left out for the latest), which
 * `list` and `run` also took their lines from.
 *
 * ```ts
 * await scalariumClient({ agent, processes: ['sshd'] }, ['run', 'shop::reindex']);
 * ```
 */
import type { Agent } from '../agent.ts';
import { chosenRun, clock, moment } from './history.ts';
import { run } from './run.ts';
import { status } from './status.ts';
import { helpFor, isCommand, unknownCommand, usage } from './usage.ts';

export interface ClientNeeds {
  /** None on a machine that nobody manages. */
  readonly agent: Agent | undefined;
  /** Names of what runs on the machine. */
  readonly processes: readonly string[];
}

/** The lines that it prints. Throws an Error with what it prints when it fails. */
export async function scalariumClient(needs: ClientNeeds, words: readonly string[]): Promise<string[]> {
  const [command = 'help', ...rest] = words;
  if (!isCommand(command)) throw new Error(unknownCommand(command));
  if (command === 'help') return rest.length === 0 ? usage() : helpFor(rest[0]!);
  const { agent } = needs;
  if (!agent) throw new Error('there is no agent on this machine');
  switch (command) {
    case 'list':
      return list(agent);
    case 'log':
      return log(agent, rest);
    case 'run':
      return run(agent, rest);
    case 'status':
      return status(agent, needs.processes);
  }
}

/** Oldest first. */
function list(agent: Agent): string[] {
  const runs = agent.runs();
  if (runs.length === 0) return ['no Chef run is kept here'];
  return runs.map((one) => `${moment(one.startedAtMs)}        ${one.activity}${one.ok ? '' : ' (failed)'}`);
}

function log(agent: Agent, words: readonly string[]): string[] {
  const asJson = words.includes('--json');
  const one = chosenRun(
    agent,
    words.filter((word) => word !== '--json'),
  );
  if (asJson) return JSON.stringify(one.json, null, 2).split('\n');
  return [`[${clock(one.startedAtMs)}] ${one.activity}: ${one.ok ? 'ok' : 'failed'}`, ...one.log.split('\n')];
}
