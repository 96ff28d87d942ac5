import { exitCodes } from './context.ts';

/** Watches for Ctrl-C and for a polite request to end. The first one aborts `signal`; the second ends the process at once. */
export interface InterruptWatch {
  readonly signal: AbortSignal;
  /** 130 or 143 (129 for a terminal that is gone) after the first one, undefined before. */
  exitCode(): number | undefined;
  end(): void;
}

const exitCodeOfSignal = {
  SIGHUP: exitCodes.hungUp,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;

/** `hangUp`: a terminal that goes is a request to end, too. Not for what may go on without one, under `nohup` say. */
export function watchInterrupts({ hangUp = false } = {}): InterruptWatch {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const code = exitCodeOfSignal[name as keyof typeof exitCodeOfSignal];
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    controller.abort();
  };
  const signals = hangUp ? (['SIGINT', 'SIGTERM', 'SIGHUP'] as const) : (['SIGINT', 'SIGTERM'] as const);
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
