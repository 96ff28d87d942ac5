/** What happens in a random history: wishes of people over the API, failures and restarts of parts, and time. Plain data, so that it shrinks and prints. */
import fc from 'fast-check';
import { applicationCommands } from '../../../src/platform/index.ts';

/** `which` is counted round: 7 of 3 instances is the second. */
export type Step =
  | { do: 'create'; scaling: 'load' | 'timer' | null; healing: boolean }
  | { do: 'start' | 'stop' | 'reboot'; which: number }
  /** All workers die as soon as CouchDB has made so many writes of what the wish causes, and before anybody hears of the last one. */
  | { do: 'start-and-die' | 'stop-and-die'; which: number; afterWrites: number; forSeconds: number }
  | { do: 'application' }
  | { do: 'deploy'; which: number; command: (typeof applicationCommands)[number] }
  | { do: 'undeploy-and-remove'; which: number }
  | { do: 'execute-recipes' }
  | { do: 'hours'; which: number; hours: number[] }
  | { do: 'thresholds'; minutes: number }
  | { do: 'load'; cpu: number }
  | { do: 'rename'; which: number }
  | { do: 'machine-dies'; which: number }
  | { do: 'machine-alone'; which: number; forSeconds: number }
  | { do: 'worker-dies'; which: number; forSeconds: number }
  | { do: 'bus-dies' }
  | { do: 'redis-dies'; forSeconds: number }
  | { do: 'couch-dies'; forSeconds: number }
  | { do: 'wait'; seconds: number };

const which = fc.nat(7);
const forSeconds = fc.integer({ min: 1, max: 400 });
/** The moments after a wish matter most, then those of a boot. */
const seconds = fc.oneof(
  fc.double({ min: 0.001, max: 2, noNaN: true }),
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 60, max: 600 }),
);
const simple = <Name extends Step['do']>(name: Name) => fc.constant(name);

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: simple('create'),
      scaling: fc.constantFrom('load', 'timer', null, null, null),
      healing: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constantFrom('start', 'start', 'start', 'stop', 'stop', 'reboot'), which }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('start-and-die', 'stop-and-die', 'stop-and-die'),
      which,
      afterWrites: fc.integer({ min: 1, max: 4 }),
      // Until their jobs are taken up again, until the 45 s of a stop are over, until their locks have ended.
      forSeconds: fc.constantFrom(1, 20, 60, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: simple('application') }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: simple('deploy'), which, command: fc.constantFrom(...applicationCommands) }),
  },
  { weight: 2, arbitrary: fc.record({ do: simple('undeploy-and-remove'), which }) },
  { weight: 1, arbitrary: fc.record({ do: simple('execute-recipes') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: simple('hours'), which, hours: fc.uniqueArray(fc.integer({ min: 17, max: 20 })) }),
  },
  { weight: 1, arbitrary: fc.record({ do: simple('thresholds'), minutes: fc.integer({ min: 1, max: 10 }) }) },
  { weight: 1, arbitrary: fc.record({ do: simple('load'), cpu: fc.constantFrom(5, 50, 95) }) },
  { weight: 1, arbitrary: fc.record({ do: simple('rename'), which }) },
  { weight: 3, arbitrary: fc.record({ do: simple('machine-dies'), which }) },
  { weight: 2, arbitrary: fc.record({ do: simple('machine-alone'), which, forSeconds }) },
  { weight: 3, arbitrary: fc.record({ do: simple('worker-dies'), which, forSeconds }) },
  { weight: 1, arbitrary: fc.record({ do: simple('bus-dies') }) },
  { weight: 1, arbitrary: fc.record({ do: simple('redis-dies'), forSeconds }) },
  { weight: 1, arbitrary: fc.record({ do: simple('couch-dies'), forSeconds }) },
  { weight: 8, arbitrary: fc.record({ do: simple('wait'), seconds }) },
);

/** Machines that run, one that heals and two that do not, with an application. */
const running: readonly Step[] = [
  { do: 'create', scaling: null, healing: true },
  { do: 'create', scaling: null, healing: false },
  { do: 'create', scaling: null, healing: false },
  { do: 'application' },
  { do: 'start', which: 0 },
  { do: 'start', which: 1 },
  { do: 'start', which: 2 },
];
const online: readonly Step[] = [...running, { do: 'wait', seconds: 260 }];
const empty: readonly Step[] = [
  { do: 'create', scaling: null, healing: true },
  { do: 'start', which: 0 },
];

/** An application is removed while a machine that has it is away, and comes back before it is healed. */
const removedBehindItsBack: fc.Arbitrary<Step[]> = fc
  .record({ machine: which, application: which, forSeconds: fc.integer({ min: 90, max: 280 }) })
  .map(({ machine, application, forSeconds }) => [
    { do: 'machine-alone', which: machine, forSeconds },
    { do: 'wait', seconds: 60 },
    { do: 'undeploy-and-remove', which: application },
  ]);

const steps = fc.oneof(
  { weight: 20, arbitrary: step.map((one) => [one]) },
  { weight: 1, arbitrary: removedBehindItsBack },
);

export const history: fc.Arbitrary<Step[]> = fc
  .tuple(fc.constantFrom(online, running, empty), fc.array(steps, { minLength: 2, maxLength: 24 }))
  .map(([before, more]) => [...before, ...more.flat()]);
