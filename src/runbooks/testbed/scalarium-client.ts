/**
 * `scalarium-client`, which is on every managed machine: what Scalarium's agent has done there (Scalarium blog, 17 November 2011). The
 * commands, their order and the usage line are Scalarium's; what `list`, `log`, `run` and `status` print is ours.
 */
import type { Agent, KeptRun } from '../../platform/index.ts';
import type { Host } from '../../sim/network/index.ts';

export const clientCommands = {
  help: 'this list, or what one command takes',
  list: 'all Chef JSON files that are kept, and their activities',
  log: 'log [n]: the latest Chef log, or that of a run of the list',
  run: 'run [n]: Chef once more with the JSON of the latest run, or of a run of the list',
  status: 'useful information',
} as const;

export interface ClientNeeds {
  readonly host: Host;
  readonly agent: Agent | undefined;
}

/** The lines that it prints. Throws an Error with what it prints when it fails. */
export async function scalariumClient(needs: ClientNeeds, words: readonly string[]): Promise<string[]> {
  const [command = '', which] = words;
  if (command === '' || (command === 'help' && which === undefined)) return usage();
  if (command === 'help') return [described(which!)];
  described(command);
  const { agent } = needs;
  if (!agent) throw new Error('there is no agent on this machine');
  switch (command) {
    case 'list':
      return list(agent, needs.host);
    case 'log': {
      const run = chosen(agent, which);
      return [`${stamp(run)} ${run.activity}: ${run.ok ? 'ok' : 'failed'}`, ...run.log.split('\n')];
    }
    case 'run': {
      const again = await agent.repeat(chosen(agent, which));
      if (!again.ok) throw new Error(`${again.activity} failed: ${again.log}`);
      return [`${again.activity} done`, ...again.log.split('\n')];
    }
    default:
      return status(agent, needs.host);
  }
}

function usage(): string[] {
  const rows = Object.entries(clientCommands).map(([name, doc]) => `  ${name.padEnd(7)} ${doc}`);
  return ['usage: scalarium-client command [command options]', 'Commands:', ...rows];
}

function described(command: string): string {
  if (!Object.hasOwn(clientCommands, command)) {
    throw new Error(`scalarium-client has no command "${command}"; it has ${Object.keys(clientCommands).join(', ')}`);
  }
  return clientCommands[command as keyof typeof clientCommands];
}

/** The newest first, as one reads a folder of logs. */
function list(agent: Agent, host: Host): string[] {
  const runs = agent.runs().toReversed();
  if (runs.length === 0) return [`no Chef run is kept on ${host.label}`];
  return runs.map(
    (run, at) => `${String(at + 1).padStart(2)}  ${stamp(run)}.json  ${run.activity}  ${run.ok ? 'ok' : 'failed'}`,
  );
}

function chosen(agent: Agent, which = '1'): KeptRun {
  const runs = agent.runs().toReversed();
  if (runs.length === 0) throw new Error('no Chef run is kept here');
  const run = /^\d+$/.test(which) ? runs[Number(which) - 1] : undefined;
  if (!run) throw new Error(`there is no run ${which}: the list has ${runs.length}`);
  return run;
}

function status(agent: Agent, host: Host): string[] {
  const [latest] = agent.runs().toReversed();
  const [running, ...waiting] = agent.activities;
  const processes = [...host.processes].map(({ name }) => name).sort();
  return [
    `agent      ${agent.id}`,
    `bus        ${agent.connected ? 'connected' : 'not connected'}`,
    `running    ${running ?? 'nothing'}${waiting.length > 0 ? `, then ${waiting.join(', ')}` : ''}`,
    `last run   ${latest ? `${latest.activity} at ${stamp(latest)}, ${latest.ok ? 'ok' : 'failed'}` : 'none is kept'}`,
    `processes  ${processes.join(', ')}`,
  ];
}

/** `2011-08-07-17-41-00`, as the files of the runs are called. */
function stamp({ startedAtMs }: KeptRun): string {
  return new Date(startedAtMs).toISOString().slice(0, 19).replace(/[T:]/g, '-');
}
