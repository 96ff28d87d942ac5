import type { z } from 'zod';
import type { OutputType } from '../files/catalogue/entry.ts';

type Mapping = z.ZodType<object>;

/** What every kind is handed. */
export interface PluginContext<With> {
  /** What the file gives, after the kind's schema. */
  readonly with: With;
  /** In a simulated world time is virtual, and a call that leaves the process ends the run. */
  readonly environment: 'simulated' | 'live';
  readonly clock: {
    /** Milliseconds since the epoch. */
    nowMs(): number;
    /** Rejects when the step is cancelled. */
    sleep(seconds: number): Promise<void>;
  };
  /** HTTP from the operators' office, over the network of the environment: in a simulated world only its own servers answer. */
  fetch(url: string, init?: RequestInit): Promise<Response>;
  /** Aborted when the step has timed out or the run is stopped: what comes afterwards is ignored. */
  readonly cancelled: AbortSignal;
}

export interface PluginStepContext<With> extends PluginContext<With> {
  readonly id: string;
  /** The ids from the run's runbook down, joined by slashes. */
  readonly path: string;
  /** 1 at first. */
  readonly attempt: number;
  /** The inputs of the runbook. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the earlier steps of the runbook handed on: `outputs.launch.instanceId`. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** How far it is, from 0 to 1, and in words. */
  progress(fraction: number, text: string): void;
}

type Outputs = Readonly<Record<string, unknown>>;

/** One kind of step. */
export interface StepKind<With extends Mapping = Mapping> {
  /** One line for people: what it does. */
  readonly doc: string;
  /** The schema of `with`. Unknown keys are refused. */
  readonly with: With;
  /** A `with` that is valid. */
  readonly example: z.input<With>;
  /** Whether it changes anything: safety rules are checked before such a step. Default true. */
  readonly writes?: boolean;
  /** Whether doing it a second time does no harm, so that `resume` may. Default: what looks only may be repeated, what writes may not. */
  readonly safeToRepeat?: boolean;
  /** Probes whose reading it moves at once: a safety rule ATLEAST of one of them is asked after it. Default none. */
  readonly changes?: readonly string[];
  /** Whether it may stand under `preflight` and `verify`: it looks, and fails when the answer is no. Default false. */
  readonly checks?: boolean;
  /** What it hands on to later steps. */
  readonly outputs?: Readonly<Record<string, OutputType>>;
  /** Does it. Throws when it failed; an error with `permanent: true` is not tried again. */
  run(context: PluginStepContext<z.output<With>>): Promise<Outputs | undefined> | Promise<void>;
}

/** A number with a lower and an upper bound: what a probe accepts. A number alone means just that. */
export type Tolerance = number | { readonly min?: number; readonly max?: number };

/** What a probe saw. */
export type Measured = number | { readonly value: number; readonly why: string };

/** One kind of probe: it measures one number, so that safety rules, `progress` and `probe('...')` can use it, too. */
export interface ProbeKind<With extends Mapping = Mapping> {
  /** One line for people: what it measures. */
  readonly doc: string;
  /** The schema of `with`. Unknown keys are refused. Safety rules and stop conditions measure with `{}`. */
  readonly with: With;
  readonly example: { readonly with: z.input<With>; readonly tolerance?: Tolerance };
  /** What is accepted where a file does not say. Without it a file must say. */
  readonly tolerance?: Tolerance;
  /** What the number counts, for people: `waiting jobs`. */
  readonly unit?: string;
  /** Throws when nothing can be seen: then the probe does not hold. */
  measure(context: PluginContext<z.output<With>>): Promise<Measured>;
}

/** What a plug-in brings, by full name: `acme:page`. */
export interface Plugin {
  readonly steps?: Readonly<Record<string, StepKind>>;
  readonly probes?: Readonly<Record<string, ProbeKind>>;
}

type Mappings = Readonly<Record<string, Mapping>>;

/** The kinds of a plug-in: what `run` and `measure` are given has the type of their schema. The default export of a plug-in's file. */
export function definePlugin<Steps extends Mappings, Probes extends Mappings>(plugin: {
  readonly steps?: { readonly [K in keyof Steps]: StepKind<Steps[K]> };
  readonly probes?: { readonly [K in keyof Probes]: ProbeKind<Probes[K]> };
}): Plugin {
  return plugin as unknown as Plugin;
}
