/** What an error of EC2 means for whoever called: is there any sense in trying again? */

/** EC2's own code (`InvalidGroup.NotFound`), or the name of the error where there is none (`TimeoutError`). */
export function errorCode(error: unknown): string {
  const { Code, name } = error as { Code?: string; name?: string };
  return Code ?? name ?? 'Error';
}

/** Codes of 4xx answers that pass by themselves. */
const passing = [
  'RequestLimitExceeded',
  'Throttling',
  'InsufficientInstanceCapacity',
  'InsufficientAddressCapacity',
  'RequestExpired',
];

/** EC2 understood and refused for good: a missing group, image or credential, a quota. Everything else may pass. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && !passing.includes(errorCode(error));
}

export function isUnknownInstance(error: unknown): boolean {
  return errorCode(error) === 'InvalidInstanceID.NotFound';
}
