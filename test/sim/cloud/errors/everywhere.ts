/** Errors of the API itself, of lists and of tags. */
import {
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeReservedInstancesOfferingsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { ApiErrorKind } from '../../../../src/sim/cloud/api-faults.ts';
import { EU } from '../small-world.ts';
import { row } from './row.ts';
import type { Town } from './town.ts';

const describe = () => new DescribeInstancesCommand({});
const always =
  (error: ApiErrorKind) =>
  ({ ec2 }: Town) =>
    ec2.controlPlane.faults.inject({ name: 'always', error, regions: [EU], percentage: 100, operations: [] });
const tag =
  (...Tags: { Key: string; Value: string }[]) =>
  ({ web }: Town) =>
    new CreateTagsCommand({ Resources: [web], Tags });

export const GENERAL_ERRORS = [
  row(
    '400 InvalidAction',
    'something is asked for that EC2 does not do here',
    () => new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }),
  ),
  row('401 AuthFailure', 'nobody has the account', describe, { account: 'nobody' }),
  row('503 Unavailable', 'the API is unavailable', describe, { before: always('unavailable-error') }),
  row('500 InternalError', 'the API fails', describe, { before: always('internal-error') }),
  row('503 RequestLimitExceeded', 'the API throttles', describe, { before: always('throttle-error') }),
  row(
    '503 RequestLimitExceeded',
    'the account has used up its calls',
    ({ machine }) => new RunInstancesCommand(machine),
    {
      world: { requestRates: { runInstances: { size: 1, refillPerSecond: 0.01 } } },
      before: ({ client, machine }) => client('main').send(new RunInstancesCommand(machine)),
    },
  ),

  row(
    '400 InvalidParameterValue',
    'a filter is unknown',
    () => new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] }),
  ),
  row(
    '400 FilterLimitExceeded',
    'a filter has more than 200 values',
    () => new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: Array(201).fill('i-0badcafe') }] }),
  ),
  row(
    '400 InvalidParameterValue',
    'a page is to have four rows',
    () => new DescribeInstancesCommand({ MaxResults: 4 }),
  ),
  row(
    '400 InvalidNextToken',
    'the next page is asked for with a token of nobody',
    () => new DescribeInstancesCommand({ MaxResults: 5, NextToken: 'more' }),
  ),
  row(
    '400 InvalidParameterCombination',
    'pages and ids are asked for at once',
    ({ web }) => new DescribeInstancesCommand({ MaxResults: 5, InstanceIds: [web] }),
  ),
  row(
    '400 InvalidParameterValue',
    'a region that there is not is described',
    () => new DescribeRegionsCommand({ RegionNames: ['mars-1'] }),
  ),
  row(
    '400 InvalidReservedInstancesOfferingId',
    'an offering that there is not is described',
    () => new DescribeReservedInstancesOfferingsCommand({ ReservedInstancesOfferingIds: ['none'] }),
  ),

  row(
    '400 InvalidID',
    'something is tagged that is nothing',
    () => new CreateTagsCommand({ Resources: ['x-0badcafe'], Tags: [{ Key: 'a', Value: 'b' }] }),
  ),
  row('400 InvalidParameterValue', "a tag begins with Amazon's own letters", tag({ Key: 'aws:mine', Value: 'x' })),
  row(
    '400 TagLimitExceeded',
    'a resource has 51 tags',
    tag(...Array.from({ length: 51 }, (_, at) => ({ Key: `key-${at}`, Value: '' }))),
  ),
];
