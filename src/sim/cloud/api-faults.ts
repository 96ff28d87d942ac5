/**
 * Errors that the API answers with although it could work: a share of the calls of a region, of an account's or
 * everybody's, of some actions or all. They are AWS Fault Injection Service's `inject-api-internal-error`,
 * `-throttle-error` and `-unavailable-error` (docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html).
 */
import type { Kernel } from '../kernel/index.ts';
import type { ApiRequest } from './api-request.ts';
import { type Ec2Error, internalError, requestLimitExceeded, unavailable } from './errors.ts';

export type ApiErrorKind = 'internal-error' | 'throttle-error' | 'unavailable-error';

export interface ApiFault {
  /** Names the stream that it draws from: `fault/<name>/<region>`. */
  readonly name: string;
  readonly error: ApiErrorKind;
  readonly regions: readonly string[];
  /** Of the calls that it is aimed at, 0 to 100; drawn for each. */
  readonly percentage: number;
  /** EC2's actions; all of them where there is none. */
  readonly operations: readonly string[];
  /** Everybody's calls where there is none. */
  readonly account?: string;
}

const ERRORS: Readonly<Record<ApiErrorKind, () => Ec2Error>> = {
  'internal-error': internalError,
  'throttle-error': requestLimitExceeded,
  'unavailable-error': unavailable,
};

export class ApiFaults {
  readonly #kernel: Kernel;
  readonly #faults = new Set<ApiFault>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The returned function ends it. */
  inject(fault: ApiFault): () => void {
    const own = { ...fault };
    this.#faults.add(own);
    return () => void this.#faults.delete(own);
  }

  /** The error that this call ends in; the oldest fault that hits it decides. Each draws for each call aimed at. */
  errorOf(request: ApiRequest): Ec2Error | undefined {
    let error: Ec2Error | undefined;
    for (const fault of this.#faults) {
      if (!isAimedAt(fault, request)) continue;
      const random = this.#kernel.random(`fault/${fault.name}/${request.region}`);
      if (random.chance(fault.percentage / 100)) error ??= ERRORS[fault.error]();
    }
    return error;
  }
}

function isAimedAt({ regions, operations, account }: ApiFault, request: ApiRequest): boolean {
  if (!regions.includes(request.region)) return false;
  if (operations.length > 0 && !operations.includes(request.action)) return false;
  return account === undefined || account === request.account;
}
