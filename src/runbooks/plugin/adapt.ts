/** A plug-in's kinds as the runner and the probes call their own: contexts are put together here, and numbers are judged. */
import { inRange, type Look, type Reading } from '../probes/reading.ts';
import { Cancellation, type StepContext, StepFailed, type StepHandler, type StepHandlers } from '../runner/index.ts';
import type { PluginContext, PluginStepContext, ProbeKind, StepKind } from './define.ts';
import { probeKinds, stepKinds } from './kinds.ts';

/** Where the kinds work: a simulated world, or the real one. */
export interface Surroundings {
  readonly environment: 'simulated' | 'live';
  /** Milliseconds since the epoch. */
  nowMs(): number;
  sleepUs(us: number): Promise<void>;
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

/** What the steps of this thread's plug-ins do. */
export function pluginSteps(surroundings: Surroundings): StepHandlers {
  return Object.fromEntries([...stepKinds].map(([name, kind]) => [name, handlerOf(kind, surroundings)]));
}

function handlerOf(kind: StepKind, surroundings: Surroundings): StepHandler {
  return async (context: StepContext) => {
    const { signal, forget } = signalOf(context.cancelled);
    try {
      const outputs = await kind.run(stepContext(context, surroundings, signal));
      return outputs ?? undefined;
    } catch (error) {
      if ((error as { permanent?: unknown } | null)?.permanent !== true) throw error;
      throw new StepFailed((error as Error).message, { permanent: true });
    } finally {
      forget();
    }
  };
}

function stepContext(step: StepContext, surroundings: Surroundings, signal: AbortSignal): PluginStepContext<object> {
  const { id, path, attempt, scope, cancelled } = step;
  const outputs = Object.fromEntries(Object.entries(scope.steps).map(([name, { outputs: given }]) => [name, given]));
  return {
    ...commonContext(step.with, surroundings, cancelled, signal),
    ...{ id, path, attempt, outputs },
    inputs: scope.inputs,
    progress: (fraction, text) => step.progress(fraction, text),
  };
}

/** How the probes of this thread's plug-ins look, by name. */
export function pluginLooks(surroundings: Surroundings): Readonly<Record<string, Look>> {
  return Object.fromEntries([...probeKinds].map(([name, kind]) => [name, lookOf(kind, surroundings)]));
}

function lookOf(kind: ProbeKind, surroundings: Surroundings): Look {
  return async (given, tolerance): Promise<Reading> => {
    const cancelled = new Cancellation();
    const { signal } = signalOf(cancelled);
    try {
      const measured = await kind.measure(commonContext(given, surroundings, cancelled, signal));
      const { value, why } = typeof measured === 'number' ? { value: measured, why: undefined } : measured;
      if (typeof value !== 'number' || Number.isNaN(value))
        throw new TypeError(`it measured ${String(value)}, no number`);
      const reading = inRange(value, tolerance as { min?: number; max?: number }, kind.unit ?? '');
      return { ...reading, why: why ?? reading.why.trim() };
    } catch (error) {
      return { ok: false, value: null, why: error instanceof Error ? error.message : String(error) };
    }
  };
}

function commonContext(
  given: object,
  surroundings: Surroundings,
  cancelled: Cancellation,
  signal: AbortSignal,
): PluginContext<object> {
  return {
    with: given,
    environment: surroundings.environment,
    clock: {
      nowMs: () => surroundings.nowMs(),
      sleep: (seconds) => cancelled.race(surroundings.sleepUs(Math.round(seconds * 1e6))),
    },
    fetch: (url, init) => cancelled.race(surroundings.fetch(url, init)),
    cancelled: signal,
  };
}

/** The platform's own way to say that work is no longer wanted: what libraries take. */
function signalOf(cancelled: Cancellation): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const forget = cancelled.onAbort((why) => controller.abort(new Error(why)));
  return { signal: controller.signal, forget };
}
