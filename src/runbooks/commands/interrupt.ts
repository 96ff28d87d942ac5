import { exitCodes } from './context.ts';

/** Watches for Ctrl-C and for a polite request to end. The first one aborts `signal`; the second ends the process at once. */
export interface InterruptWatch {
  readonly signal: AbortSignal;
  /** 130 or 143 after the first one, undefined before. */
  exitCode(): number | undefined;
  end(): void;
}

const exitCodeOfSignal = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

export function watchInterrupts(): InterruptWatch {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const code = exitCodeOfSignal[name as keyof typeof exitCodeOfSignal];
    if (exitCode !== undefined) process.exit(code);
    exitCode = code;
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    end: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
