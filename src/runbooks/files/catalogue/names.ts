import { oneOf } from '../fields.ts';

export { type PhaseName, phaseNames } from './phases.ts';

/** EC2's regions on 7 August 2011 (us-west-2 and sa-east-1 opened later that year). */
export const regionNames = ['us-east-1', 'us-west-1', 'eu-west-1', 'ap-southeast-1', 'ap-northeast-1'] as const;

/** EC2's instance types on 7 August 2011. Of these only m1.small and c1.medium were 32-bit; m1.medium came in 2012. */
export const instanceTypeNames = [
  't1.micro',
  'm1.small',
  'c1.medium',
  'm1.large',
  'm1.xlarge',
  'c1.xlarge',
  'm2.xlarge',
  'm2.2xlarge',
  'm2.4xlarge',
  'cc1.4xlarge',
  'cg1.4xlarge',
] as const;

/** What the machines of a Scalarium installation do. `all-in-one` is every one of them on a single machine. */
export const installationRoleNames = [
  'frontend',
  'worker',
  'couch-master',
  'redis-master',
  'bus',
  'all-in-one',
] as const;

/** The built-in roles of a customer's cloud, by their short names. */
export const customerRoleNames = [
  'lb',
  'rails-app',
  'php-app',
  'nodejs-app',
  'web',
  'db-master',
  'db-slave',
  'memcached',
  'monitoring-master',
  'custom',
] as const;

export type RegionName = (typeof regionNames)[number];
export type InstanceTypeName = (typeof instanceTypeNames)[number];
export type InstallationRoleName = (typeof installationRoleNames)[number];
export type CustomerRoleName = (typeof customerRoleNames)[number];

/** What an account may have in each region when nobody asked Amazon for more: as in 2011. */
export const usualQuota = { instances: 20, addresses: 5 } as const;

/** An EC2 instance type of 2011. */
export const instanceType = () => oneOf('instance type', instanceTypeNames);

/** A role in a Scalarium installation. */
export const installationRole = () => oneOf('role', installationRoleNames);

/**
 * Events that every run can have, whatever its runbook: `first-alert` (responders learn of it) and `recovered` (the steady state has held).
 * All others are declared by the steps of the runbooks, under `milestones`.
 */
export const builtInEventNames = ['first-alert', 'recovered'] as const;

/**
 * What a budget can limit, besides `phase.<phase>` and `milestone.<event>`: the recovery time (seconds from the first fault to the steady
 * state) and the data loss (seconds of acknowledged writes that are gone: of CouchDB's documents, and of Redis).
 */
export const plainMeasureNames = ['recovery', 'data-loss', 'redis-data-loss'] as const;
