/**
 * What a customer may ask of each action, most of it sensible. Every action that EC2 answers to here stands in one of these tables: a new
 * one without a line fails the test of the histories.
 */
import type { Guess } from '../guess.ts';
import { ACCOUNT_REQUESTS } from './account.ts';
import { INSTANCE_REQUESTS } from './instances.ts';
import { NETWORK_REQUESTS } from './network.ts';
import { STORAGE_REQUESTS } from './storage.ts';

export const REQUESTS: Readonly<Record<string, (guess: Guess) => object>> = {
  ...ACCOUNT_REQUESTS,
  ...INSTANCE_REQUESTS,
  ...NETWORK_REQUESTS,
  ...STORAGE_REQUESTS,
};
