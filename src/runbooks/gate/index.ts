/**
 * The gate: does a failover still fit its budgets, with a stated confidence, and which seed shows it if not?
 */
export type * from './report.ts';
