/** A command is refused: the message is the whole error reply, Redis's own words. Thrown by handlers before they wrote a reply. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export const wrongType = 'WRONGTYPE Operation against a key holding the wrong kind of value';
export const syntaxError = 'ERR syntax error';
export const notAnInteger = 'ERR value is not an integer or out of range';
export const notPositive = 'ERR value is out of range, must be positive';
export const notAFloat = 'ERR value is not a valid float';
export const noSuchKey = 'ERR no such key';
export const readOnly = "READONLY You can't write against a read only replica.";

export function wrongArity(command: string): CommandError {
  return new CommandError(`ERR wrong number of arguments for '${command}' command`);
}
