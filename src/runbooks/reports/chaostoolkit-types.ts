/** The shapes of the Chaos Toolkit: https://chaostoolkit.org/reference/api/journal/ and, beside it, `experiment/`. */
import type { Json } from '../journal/index.ts';

export interface Activity {
  readonly type: 'probe' | 'action';
  readonly name: string;
  readonly background?: boolean;
  readonly provider: {
    readonly type: 'python';
    readonly module: string;
    readonly func: string;
    readonly arguments: Readonly<Record<string, Json>>;
  };
}

export interface HypothesisProbe extends Activity {
  /** A value that the output must equal, or a range that it must lie in. */
  readonly tolerance: boolean | { readonly type: 'range'; readonly range: readonly [number, number] };
}

export interface ActivityRun<A extends Activity = Activity> {
  readonly activity: A;
  readonly output: Json;
  /** RFC 3339, in UTC. */
  readonly start: string;
  readonly status: 'succeeded' | 'failed';
  readonly end: string;
  /** In seconds. */
  readonly duration: number;
  readonly exception?: readonly string[];
}

export interface ProbeRun extends ActivityRun<HypothesisProbe> {
  readonly tolerance_met: boolean;
}

export interface State {
  readonly steady_state_met: boolean;
  readonly probes: readonly ProbeRun[];
}

export interface Experiment {
  readonly version: '1.0.0';
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly 'steady-state-hypothesis': { readonly title: string; readonly probes: readonly HypothesisProbe[] };
  readonly method: readonly Activity[];
  readonly rollbacks: readonly Activity[];
  /** What the Chaos Toolkit carries along without reading it. */
  readonly extensions: readonly (Readonly<Record<string, Json>> & { readonly name: string })[];
}

export interface ChaosJournal {
  readonly 'chaoslib-version': string;
  readonly platform: string;
  readonly node: string;
  readonly experiment: Experiment;
  readonly start: string;
  readonly status: 'completed' | 'failed' | 'aborted' | 'interrupted';
  readonly deviated: boolean;
  readonly steady_states: { readonly before: State; readonly after: State; readonly during: readonly State[] };
  readonly run: readonly ActivityRun[];
  readonly rollbacks: readonly ActivityRun[];
  readonly end: string;
  readonly duration: number;
}
