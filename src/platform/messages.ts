/** What agents, workers and the bus say to each other over a Channel. */
import type { JsonObject } from './deep-merge.ts';
import type { MachineFacts } from './environment.ts';

export type AgentFacts = MachineFacts;

/** What a machine tells of its load. */
export interface LoadSample {
  atMs: number;
  /** Percent of all cores. */
  cpu: number;
  /** Percent. */
  memory: number;
  /** Processes that want to run, over the last minute. */
  load: number;
}

export interface CommandResult {
  commandId: string;
  instanceId: string;
  activity: string;
  ok: boolean;
  /** The end of what the run printed. */
  log: string;
  /** A newer configure made this one pointless; it was not run. */
  superseded: boolean;
  /** The cloud's own JSON in it, when somebody on the machine asked for the run. */
  customJson?: JsonObject;
}

export type ToBus =
  | { type: 'agent'; agentId: string; facts: AgentFacts }
  | { type: 'worker'; workerId: string }
  | { type: 'result'; result: CommandResult }
  | { type: 'load'; sample: LoadSample }
  /** Somebody on the machine wants single recipes run, with the newest JSON of the cloud. */
  | { type: 'wish'; runId: string; recipes: readonly string[] };

export type ToAgent =
  | { type: 'welcome' }
  | {
      type: 'command';
      command: {
        id: string;
        instanceId: string;
        atMs: number;
        activity: string;
        recipes: readonly string[];
        json: Record<string, unknown>;
      };
    }
  | { type: 'acknowledged'; commandId: string };
