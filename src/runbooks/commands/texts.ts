import { type ApplicationText, formatMessageForArgumentScannerError, text_en } from '@stricli/core';
import type { Environment } from './context.ts';
import { describeError } from './failures.ts';

type ScannerError = Parameters<typeof formatMessageForArgumentScannerError>[0];

/** The command line's own words for its mistakes: one line each, with the nearest name that exists. */
export function commandLineText(env: Environment): ApplicationText {
  const describe = (error: unknown): string => describeError(error, env);
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      `zonefall: unknown command "${input}"${corrections.length === 0 ? '' : `; did you mean ${corrections.map((name) => `"${name.replaceAll('`', '')}"`).join(' or ')}?`} (zonefall --help lists them)`,
    exceptionWhileParsingArguments: (error) => `zonefall: ${argumentText(error)}`,
    exceptionWhileLoadingCommandFunction: describe,
    exceptionWhileLoadingCommandContext: describe,
    exceptionWhileRunningCommand: describe,
    commandErrorResult: describe,
  };
}

/** What is wrong with an argument. A parser's own message already says what was expected. */
function argumentText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return formatMessageForArgumentScannerError(error as ScannerError, {
    FlagNotFoundError: ({ input, corrections }) =>
      `unknown flag --${input}${corrections.length === 0 ? '' : `; did you mean ${corrections.map((flag) => `--${flag}`).join(' or ')}?`}`,
    AliasNotFoundError: ({ input }) => `unknown flag -${input}`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, exception }) =>
      `${/^[a-z]/.test(name) ? `--${name}` : name}: ${exception instanceof Error ? exception.message : String(exception)}`,
    UnsatisfiedFlagError: ({ externalFlagName }) => `--${externalFlagName} needs a value`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing`,
    UnexpectedPositionalError: ({ input, expectedCount }) =>
      `unexpected argument "${input}"; ${expectedCount} expected`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }) =>
      `--${externalFlagName} is given twice ("${previousInput}" and "${input}")`,
  });
}
