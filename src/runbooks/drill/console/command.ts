/** What a line of the console can ask for, once it has been read. */
import type { Fault, FaultName, StepName, Target } from '../../files/index.ts';
import type { AwsCommand } from './aws/read.ts';

export type Command =
  | { readonly verb: 'help'; readonly topic: readonly string[] }
  | FaultCommand
  | { readonly verb: 'end'; readonly fault: string }
  | { readonly verb: 'step'; readonly uses: StepName; readonly with: Readonly<Record<string, unknown>> }
  | OnCommand
  | ({ readonly verb: 'aws' } & AwsCommand)
  | { readonly verb: 'signal'; readonly via: SignalChannel; readonly text: string };

export interface FaultCommand {
  readonly verb: 'fault';
  readonly uses: FaultName;
  /** None where its `with` says everything. */
  readonly target: Target | undefined;
  readonly forSeconds: number | undefined;
  readonly with: Fault['with'];
}

export interface OnCommand {
  readonly verb: 'on';
  /** What somebody called it: its name, or an instance id. */
  readonly host: string;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export const signalChannels = ['aws-status', 'phone', 'chat'] as const;
export type SignalChannel = (typeof signalChannels)[number];

export const verbs = {
  fault: 'breaks something: fault <kind> key=value ... [for=PT10M]',
  end: 'ends a fault that lasts: end <fault>',
  step: 'does one step of a runbook by hand: step <kind> key=value ...',
  on: 'runs a command in a shell on a machine: on <machine> <command>',
  aws: "asks EC2's API as an account: aws ec2 <operation> --account A --region R ...",
  signal: 'tells the players something: signal <via> "text"',
  help: 'says what there is: help [command [kind]]',
} as const;

export type Verb = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as Verb[];
