/** Like a socket's errors: `code` is ECONNREFUSED, ETIMEDOUT, ECONNRESET or ENOTFOUND. */
export class NetworkError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(`${message} (${code})`);
    this.name = 'NetworkError';
    this.code = code;
  }
}
