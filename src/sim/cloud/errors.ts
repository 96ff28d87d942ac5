/**
 * EC2's own error codes, messages and HTTP statuses, in one place. The texts are those that clients of 2011 matched against
 * (docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html; older wordings from libraries' recorded answers).
 */

/** An answer of EC2 that is an error. 4xx are the caller's fault and final, 5xx the service's and worth a retry. */
export class Ec2Error extends Error {
  readonly code: string;
  readonly httpStatus: number;

  constructor(code: string, message: string, httpStatus = 400) {
    super(message);
    this.name = 'Ec2Error';
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

export const invalidAction = (action: string) =>
  new Ec2Error('InvalidAction', `The action ${action} is not valid for this web service.`);

export const missingParameter = (name: string) =>
  new Ec2Error('MissingParameter', `The request must contain the parameter ${name}`);

/** The answer to a request with `DryRun` that would have been carried out. */
export const dryRunOperation = () =>
  new Ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);

export const invalidParameter = (message: string) => new Ec2Error('InvalidParameterValue', message);

export const authFailure = (account: string) =>
  new Ec2Error('AuthFailure', `AWS was not able to validate the provided access credentials (account ${account})`, 401);

/** The API has no server left for this call, or too much work. */
export const unavailable = () =>
  new Ec2Error('Unavailable', 'The service is unavailable. Please try again shortly.', 503);

export const internalError = () => new Ec2Error('InternalError', 'An internal error has occurred', 500);

/** The account has made more calls than it may. */
export const requestLimitExceeded = () => new Ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503);

export const notFound = (code: string, what: string, id: string) =>
  new Ec2Error(code, `The ${what} '${id}' does not exist`);

export const instanceLimitExceeded = (remaining: number, requested: number) =>
  new Ec2Error(
    'InstanceLimitExceeded',
    `Your quota allows for ${remaining} more running instance(s). You requested at least ${requested}`,
  );

export const incorrectState = (instanceId: string, wanted: string) =>
  new Ec2Error(
    'IncorrectInstanceState',
    `The instance '${instanceId}' is not in a state from which it can be ${wanted}.`,
  );

export function insufficientCapacity(type: string, zoneName: string, otherZoneNames: readonly string[]): Ec2Error {
  const instead = otherZoneNames.length > 0 ? ` or choosing ${otherZoneNames.join(', ')}` : '';
  return new Ec2Error(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zoneName}). ` +
      'Our system will be working on provisioning additional capacity. ' +
      `You can currently get ${type} capacity by not specifying an Availability Zone in your request${instead}.`,
    500,
  );
}

/** The trap of August 2011: most types run either 32-bit or 64-bit images, not both. */
export const architectureMismatch = (typeArchitecture: string, imageId: string, imageArchitecture: string) =>
  invalidParameter(
    `The requested instance type's architecture (${typeArchitecture}) does not match the architecture in the manifest for ${imageId} (${imageArchitecture})`,
  );
