/** A journal in the shape of 7 August 2011, made by hand: what the reports are tested on. Its figures are near the history and prove nothing about the model. */
import { Journal, type JournalEntry, type JournalEvent, readJournal } from '../../../src/runbooks/journal/index.ts';
import type { RunResult } from '../../../src/runbooks/verdict/index.ts';

const hosts = (
  owner: string,
  account: string,
  region: string,
  zone: string,
  roles: readonly [string, number, 32 | 64][],
) =>
  roles.flatMap(([role, count, bits]) =>
    Array.from({ length: count }, (_, index) => ({
      name: `${owner}/${role}/${index + 1}`,
      owner,
      role,
      account,
      region,
      zone,
      type: bits === 32 ? 'm1.small' : 'm1.large',
      bits,
    })),
  );

const replica: [string, number, 32 | 64][] = [['couch-master', 1, 32]];

const world: JournalEntry = {
  kind: 'world.ready',
  zones: {
    'eu-west-1': ['euw1-az1', 'euw1-az2', 'euw1-az3'],
    'us-east-1': ['use1-az1', 'use1-az2', 'use1-az4', 'use1-az6'],
    'us-west-1': ['usw1-az1', 'usw1-az3'],
    'ap-southeast-1': ['apse1-az1', 'apse1-az2'],
    'ap-northeast-1': ['apne1-az1', 'apne1-az4'],
  },
  accounts: {
    main: {
      'eu-west-1a': 'euw1-az1',
      'eu-west-1b': 'euw1-az2',
      'eu-west-1c': 'euw1-az3',
      'us-east-1a': 'use1-az1',
      'us-east-1b': 'use1-az2',
      'us-east-1c': 'use1-az4',
      'us-east-1d': 'use1-az6',
      'us-west-1a': 'usw1-az1',
      'us-west-1b': 'usw1-az3',
      'ap-southeast-1a': 'apse1-az2',
      'ap-southeast-1b': 'apse1-az1',
    },
    kernel: { 'eu-west-1a': 'euw1-az3', 'eu-west-1b': 'euw1-az1', 'eu-west-1c': 'euw1-az2', 'us-east-1a': 'use1-az2' },
    acme: { 'eu-west-1a': 'euw1-az2', 'eu-west-1b': 'euw1-az1', 'eu-west-1c': 'euw1-az3' },
    solo: { 'eu-west-1a': 'euw1-az1', 'eu-west-1b': 'euw1-az3', 'eu-west-1c': 'euw1-az2' },
  },
  collisions: [{ zone: 'euw1-az1', names: ['main eu-west-1a', 'kernel eu-west-1b'] }],
  hosts: [
    { name: 'berlin', owner: 'berlin' },
    ...hosts('main', 'main', 'eu-west-1', 'euw1-az1', [
      ['frontend', 3, 64],
      ['worker', 4, 64],
      ['couch-master', 1, 64],
      ['redis-master', 1, 64],
      ['bus', 1, 64],
    ]),
    ...hosts('main', 'main', 'eu-west-1', 'euw1-az2', replica),
    ...hosts('main', 'main', 'eu-west-1', 'euw1-az3', replica),
    ...hosts('main', 'main', 'us-west-1', 'usw1-az1', replica),
    ...hosts('main', 'main', 'us-east-1', 'use1-az1', replica),
    ...hosts('main', 'main', 'ap-southeast-1', 'apse1-az2', replica),
    ...hosts('kernel', 'kernel', 'eu-west-1', 'euw1-az1', [['all-in-one', 1, 64]]),
    ...hosts('acme', 'acme', 'eu-west-1', 'euw1-az1', [
      ['lb', 1, 32],
      ['rails-app', 2, 64],
      ['db-master', 1, 64],
    ]),
    ...hosts('acme', 'acme', 'eu-west-1', 'euw1-az2', [
      ['lb', 1, 32],
      ['rails-app', 2, 64],
      ['db-slave', 1, 64],
    ]),
    ...hosts('acme', 'acme', 'eu-west-1', 'euw1-az3', [
      ['rails-app', 2, 64],
      ['db-slave', 1, 64],
    ]),
    ...hosts('solo', 'solo', 'eu-west-1', 'euw1-az1', [
      ['php-app', 1, 32],
      ['db-master', 1, 32],
    ]),
  ],
};

const known = { signals: [], probes: [], preflight: [] };
const step = (path: string, uses?: string): JournalEntry => ({
  kind: 'step.started',
  path,
  id: path.split('/').at(-1)!,
  uses,
  attempt: 1,
});
const done = (path: string): JournalEntry => ({ kind: 'step.succeeded', path, outputs: {} });

/** Minutes since the first fault, and what happened then. */
const story: readonly (readonly [number, JournalEntry])[] = [
  [
    0,
    {
      kind: 'run.started',
      format: 'zonefall.journal/v1',
      environment: 'simulated',
      scenario: {
        id: '2011-08-07-eu-west-1',
        sha256: 'a'.repeat(64),
        title: 'A zone loses power and takes the main and the kernel installation with it',
      },
      variant: 'as-it-was',
      seed: 20110807,
      vars: {},
      clock: { start: '2011-08-07T19:41:00+02:00', zone: 'Europe/Berlin', horizonSeconds: 57_600 },
      sources: [{ file: '2011-08-07-eu-west-1.yaml', text: 'version: 1\n' }],
    },
  ],
  [0, world],
  [0, { kind: 'steady-state', held: true, failing: [] }],
  [
    0,
    {
      kind: 'fault.started',
      name: 'brown-floor',
      action: 'zone:network-impairment',
      targets: ['euw1-az1'],
      forSeconds: 480,
      with: { percentage: 40 },
    },
  ],
  [1, { kind: 'signal', via: 'sms', text: 'manage.scalarium.com: several hosts unreachable' }],
  [1, { kind: 'milestone', id: 'first-alert' }],
  [2, { kind: 'probe', name: 'manage-answers', ok: false, value: null, why: 'no answer within 5 s' }],
  [2, { kind: 'steady-state', held: false, failing: ['manage-answers'] }],
  [8, { kind: 'fault.ended', name: 'brown-floor' }],
  [
    8,
    {
      kind: 'fault.started',
      name: 'power-lost',
      action: 'zone:power-interruption',
      targets: ['euw1-az1'],
      forSeconds: 3900,
      with: { ebs: { lost: 0.58 } },
    },
  ],
  [9, { kind: 'signal', via: 'monitoring', text: 'eu-west-1a: no host answers' }],
  [30, { kind: 'signal', via: 'aws-status', text: 'Investigating connectivity issues in the EU-WEST-1 region' }],
  [
    9,
    {
      kind: 'runbook.started',
      id: 'region-switch',
      path: '',
      title: "Move the main installation to another region with the kernel's help",
      inputs: { targetRegion: 'us-west-1' },
      steps: [],
    },
  ],
  [
    9,
    {
      kind: 'preflight',
      id: 'kernel-alive',
      uses: 'scalarium:ping',
      severity: 'error',
      ok: false,
      why: 'kernel.scalarium.com does not answer',
    },
  ],
  [
    9,
    {
      kind: 'preflight',
      id: 'kernel-elsewhere',
      uses: 'topology:apart',
      severity: 'error',
      ok: false,
      why: 'main and kernel share euw1-az1',
    },
  ],
  [9, step('decide', 'people:approve')],
  [
    9,
    {
      kind: 'decision.asked',
      decision: 'leave-region',
      path: 'decide',
      role: 'commander',
      choices: ['go', 'wait', 'abort'],
      known,
    },
  ],
  [
    39,
    {
      kind: 'decision.made',
      decision: 'leave-region',
      path: 'decide',
      by: 'on-call/1',
      choice: 'go',
      waitedSeconds: 1800,
      known,
    },
  ],
  [39, done('decide')],
  [39, { kind: 'milestone', id: 'decided', path: 'decide' }],
  [39, step('kernel', 'scalarium:connect')],
  [
    42,
    {
      kind: 'step.failed',
      path: 'kernel',
      error: 'kernel.scalarium.com: timed out after 3 min',
      onFailure: 'continue',
    },
  ],
  [42, step('kernel/rebuild-kernel', 'runbook:run')],
  [
    42,
    {
      kind: 'runbook.started',
      id: 'rebuild-kernel',
      path: 'kernel/rebuild-kernel',
      title: 'Build the kernel installation again in another region',
      inputs: {},
      steps: [],
    },
  ],
  [42, step('kernel/rebuild-kernel/launch', 'ec2:launch')],
  [44, done('kernel/rebuild-kernel/launch')],
  [44, step('kernel/rebuild-kernel/install', 'people:do')],
  [46, { kind: 'signal', via: 'aws-status', text: 'API errors in the whole EU-WEST-1 region' }],
  [66, done('kernel/rebuild-kernel/install')],
  [66, step('kernel/rebuild-kernel/restore', 'scalarium:restore-backup')],
  [67, done('kernel/rebuild-kernel/restore')],
  [69, { kind: 'milestone', id: 'kernel-rebuilt', path: 'kernel/rebuild-kernel/connect' }],
  [69, done('kernel/rebuild-kernel')],
  [69, { kind: 'milestone', id: 'migration-started', path: 'machines' }],
  [69, step('machines')],
  [69, step('machines/couch', 'scalarium:start-instances')],
  [73, { kind: 'fault.ended', name: 'power-lost' }],
  [77, done('machines/couch')],
  [79, done('machines')],
  [79, { kind: 'milestone', id: 'machines-ready', path: 'machines' }],
  [79, { kind: 'fault.started', name: 'ec2-operators', action: 'control-plane:drop-dead-peers' }],
  [79, step('seed-couch', 'couchdb:seed-from-replica')],
  [85, done('seed-couch')],
  [85, step('views', 'couchdb:build-views')],
  [90, { kind: 'step.progress', path: 'views', fraction: 0.01, text: '1 %' }],
  [300, { kind: 'step.progress', path: 'views', fraction: 0.45, text: '45 %' }],
  [560, { kind: 'step.progress', path: 'views', fraction: 0.99, text: '99 %' }],
  [565, done('views')],
  [565, step('promote')],
  [566, done('promote')],
  [566, { kind: 'checkpoint', path: 'point-of-no-return' }],
  [566, step('dns', 'dns:switch')],
  [567, done('dns')],
  [567, { kind: 'milestone', id: 'dns-switched', path: 'dns' }],
  [567, step('recovered', 'steady-state:wait')],
  [587, { kind: 'probe', name: 'manage-answers', ok: true, value: 200, why: '200 within 0.2 s' }],
  [587, { kind: 'steady-state', held: true, failing: [] }],
  [589, done('recovered')],
  [589, { kind: 'milestone', id: 'recovered', path: 'recovered' }],
  [589, { kind: 'measure', name: 'lost-writes', value: 0 }],
  [589, { kind: 'measure', name: 'data-loss', value: 0 }],
  [600, { kind: 'runbook.ended', id: 'region-switch', path: '', status: 'succeeded' }],
  [600, { kind: 'run.ended', ending: 'finished', verdict: 'failed', traceEvents: 48_211, traceSha256: 'b'.repeat(64) }],
];

/** The journal's text, as `run` would write it. */
export function incidentText(change: (entry: JournalEntry) => JournalEntry = (entry) => entry): string {
  let nowUs = 0;
  const journal = new Journal(() => nowUs);
  for (const [minutes, entry] of [...story].sort((a, b) => a[0] - b[0])) {
    nowUs = minutes * 60e6;
    journal.write(change(entry));
  }
  return journal.text();
}

export function incidentEvents(change?: (entry: JournalEntry) => JournalEntry): readonly JournalEvent[] {
  return readJournal(incidentText(change)).events;
}

export const incidentResult: RunResult = {
  schema: 'zonefall.result/v1',
  environment: 'simulated',
  scenario: { id: '2011-08-07-eu-west-1', sha256: 'a'.repeat(64) },
  variant: 'as-it-was',
  seed: 20110807,
  verdict: 'failed',
  reasons: ['rto: 589 min is over 60 min', 'decide: 38 min is over 20 min'],
  recovery: {
    recovered: true,
    rtoSeconds: 35_340,
    rpoSeconds: 0,
    lostWrites: 0,
    phases: { detect: 60, decide: 2280, mobilise: 1800, recover: 31_080, verify: 120 },
  },
  milestones: [
    { id: 'migration-started', atSeconds: 4140 },
    { id: 'recovered', atSeconds: 35_340 },
  ],
  budgets: [
    { id: 'rto', measure: 'recovery', maxSeconds: 3600, actualSeconds: 35_340, passed: false, why: 'too slow' },
    { id: 'decide', measure: 'phase.decide', maxSeconds: 1200, actualSeconds: 2280, passed: false, why: 'too slow' },
    { id: 'rpo', measure: 'data-loss', maxSeconds: 5, actualSeconds: 0, passed: true },
  ],
  invariants: [
    { name: 'customers-keep-running', held: true },
    { name: 'one-couch-master', held: true },
  ],
  fit: [
    { event: 'migration-started', expectedSeconds: 4140, withinSeconds: 720, actualSeconds: 4140, fits: true },
    { event: 'machines-ready', expectedSeconds: 4740, withinSeconds: 900, actualSeconds: 4320, fits: true },
    { event: 'recovered', expectedSeconds: 35_340, withinSeconds: 2700, actualSeconds: 38_400, fits: false },
  ],
  worlds: { collisions: [{ zone: 'euw1-az1', names: ['main eu-west-1a', 'kernel eu-west-1b'] }] },
  trace: { events: 48_211, sha256: 'b'.repeat(64) },
  virtualSeconds: 36_000,
};
