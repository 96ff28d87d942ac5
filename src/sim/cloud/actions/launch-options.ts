/** What a launch may say about its instances beside image, type, place and number. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { Ec2Error, invalidParameter, notFound } from '../errors.ts';
import type { InstanceAttributes } from '../state.ts';
import type { ActionContext } from './context.ts';

/** (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html) */
const USER_DATA_BYTES_MAX = 16_384;

/** Throws InvalidKeyPair.NotFound, InvalidParameterValue, InvalidParameterCombination or UnsupportedOperation. */
export function checkLaunchOptions({ own }: ActionContext, input: RunInstancesCommandInput): void {
  const { KeyName, InstanceInitiatedShutdownBehavior: behavior } = input;
  if (KeyName && !own.keyPairs.has(KeyName)) throw notFound('InvalidKeyPair.NotFound', 'key pair', KeyName);
  if (behavior !== undefined) checkShutdownBehavior(behavior);
  if (input.NetworkInterfaces?.length && (input.SecurityGroupIds?.length || input.SubnetId)) {
    throw new Ec2Error(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
    );
  }
  for (const name of ['LaunchTemplate', 'InstanceMarketOptions', 'ElasticInferenceAccelerators'] as const) {
    if (input[name] !== undefined) throw new Ec2Error('UnsupportedOperation', `${name} is not supported here`);
  }
}

/** What later ModifyInstanceAttribute sets. */
export function launchAttributes(input: RunInstancesCommandInput): InstanceAttributes {
  return {
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    instanceInitiatedShutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
    ebsOptimized: input.EbsOptimized ?? false,
    sourceDestCheck: true,
    monitoring: input.Monitoring?.Enabled ?? false,
  };
}

/** Throws InvalidParameterValue for what is neither. */
export function checkShutdownBehavior(value: string): 'stop' | 'terminate' {
  if (value === 'stop' || value === 'terminate') return value;
  throw invalidParameter(`Value (${value}) for parameter instanceInitiatedShutdownBehavior is invalid.`);
}

/** Throws InvalidParameterValue for what is not base64 or is too long. */
export function decodeUserData(base64: string | undefined): string {
  if (!base64) return '';
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64)) throw invalidParameter('Invalid BASE64 encoding of user data');
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > USER_DATA_BYTES_MAX) {
    throw invalidParameter(`User data is limited to ${USER_DATA_BYTES_MAX} bytes`);
  }
  return bytes.toString('utf8');
}
