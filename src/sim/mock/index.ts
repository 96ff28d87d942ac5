/**
 * `zonefall/mock`: a simulated EC2 under a user's own tests, in which zones lose power. Neither code nor client has to be changed, nothing
 * is sent anywhere, and hours pass in milliseconds.
 *
 * A `MockWorld` is regions, physical zones, accounts and EC2; `mockEc2` lets the clients of a test belong to one of its accounts. What runs
 * within `world.run` lives in virtual time: `setTimeout`, `Date` and client-ec2's waiters follow the world's clock, a call takes as long as
 * it would, and the SDK retries as it does. Outside of it time stands still and every call is answered at once.
 *
 * ```ts
 * import { MockWorld, mockEc2 } from 'zonefall/mock';
 *
 * const world = new MockWorld({ accounts: ['acme'] });
 * const mock = mockEc2(world, 'acme'); // every EC2Client of this process, until mock.restore()
 * await world.run(async () => {
 *   world.break({ action: 'zone:power-interruption', zones: [world.zone('acme', 'eu-west-1a')], disksLostShare: 0, forSeconds: 1800 });
 *   await myOwnCode(new EC2Client({ region: 'eu-west-1' }));
 * });
 * ```
 *
 * `examples/vitest` has a whole test to copy.
 */
export { type Ec2Mock, type MockOptions, mockEc2 } from '../cloud/mock-door.ts';
export { type Breakage, MockWorld, type MockWorldOptions } from './mock-world.ts';
