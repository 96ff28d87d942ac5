/** What an account may have. */
import type { AccountAttribute } from '@aws-sdk/client-ec2';
import { invalidParameter } from '../errors.ts';
import type { Handler } from './context.ts';

/** Throws InvalidParameterValue for an attribute that accounts do not have. */
export const describeAccountAttributes: Handler<'DescribeAccountAttributes'> = (context, { AttributeNames }) => {
  const { own, quotas } = context;
  const values = new Map([
    ['supported-platforms', own.vpc ? 'VPC' : 'EC2'],
    ['default-vpc', own.vpc?.vpcId ?? 'none'],
    ['max-instances', String(quotas.instances)],
    ['max-elastic-ips', String(quotas.addresses)],
    ['vpc-max-elastic-ips', String(quotas.addresses)],
    ['vpc-max-security-groups-per-interface', '5'],
  ]);
  const wanted: readonly string[] = AttributeNames?.length ? AttributeNames : [...values.keys()];
  const AccountAttributes = wanted.map((AttributeName): AccountAttribute => {
    const AttributeValue = values.get(AttributeName);
    if (AttributeValue === undefined) throw invalidParameter(`The account attribute '${AttributeName}' is invalid`);
    return { AttributeName, AttributeValues: [{ AttributeValue }] };
  });
  return { AccountAttributes };
};
