/** What is wrong with a plan. */
import {
  allBut,
  callsRebuild,
  kernelHere,
  kernelIsDark,
  officeIsCutOff,
  powerLost,
  type RuleCase,
} from './rule-case.ts';
import { runbookPath } from './small-plan.ts';

export const planCases: readonly RuleCase[] = [
  {
    rule: 'needs-what-is-lost',
    story: 'the plan asks a kernel that is dark',
    edits: [kernelIsDark],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /"kernel", 12 min .* asks the API of kernel that "power-lost" takes away from 60 s to 3 h 1 min.*; 3 more steps need it too/,
    not: [kernelIsDark, [powerLost, 'target: dark-zone, at: PT1M, for: PT5M']],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'an answer under on-failure makes it a note, and what follows is fine',
    edits: [
      kernelIsDark,
      [
        'with: { installation: kernel } }\n  - { id: start',
        `with: { installation: kernel }, ${callsRebuild} }\n  - { id: start`,
      ],
    ],
    severity: 'note',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /its on-failure has an answer, which takes time$/,
    not: [kernelHere],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'machines are started in a zone that is dark',
    edits: [['count: 1, region: us-west-1 }', 'count: 1, region: eu-west-1, zone: a }']],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:start-instances"/,
    says: /starts a machine in a zone that "power-lost" takes away.*eu-west-1a, which is euw1-az1/,
    not: [['count: 1, region: us-west-1 }', 'count: 1, region: eu-west-1, zone: b }']],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'a zone that only the office cannot reach: EC2 still starts machines there',
    edits: [kernelIsDark, ...officeIsCutOff],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /asks the API of kernel that "power-lost" takes away/,
    not: [...officeIsCutOff, ['count: 1, region: us-west-1 }', 'count: 1, region: eu-west-1, zone: a }']],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'a network that fails for all but some machines, and the kernel is none of them',
    edits: [kernelIsDark, allBut('main')],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /asks the API of kernel that "power-lost" takes away/,
    not: [kernelIsDark, allBut('kernel, main')],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'somebody tells of the fault before monitoring does, so that the plan begins sooner',
    edits: [kernelIsDark, ['method:\n', 'signals: [{ at: PT1M1S, via: phone, text: It is dark }]\nmethod:\n']],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /"kernel", 11 min after the start at the earliest/,
  },
  {
    rule: 'needs-what-is-lost',
    story: 'the replica stands in the dark zone',
    edits: [
      [
        'uses: "couchdb:seed-from-replica", with: { region: us-west-1 }',
        'uses: "couchdb:seed-from-replica", with: { region: eu-west-1 }',
      ],
      ['region: eu-west-1, zone: b, type: m1.large }', 'region: eu-west-1, zone: a, type: m1.large }'],
    ],
    severity: 'error',
    file: runbookPath,
    at: /^"couchdb:seed-from-replica"/,
    says: /copies from the replica of couch-master in eu-west-1/,
    not: [
      [
        'uses: "couchdb:seed-from-replica", with: { region: us-west-1 }',
        'uses: "couchdb:seed-from-replica", with: { region: eu-west-1 }',
      ],
    ],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'a call into a brown-out that is not tried again',
    edits: [
      [
        'uses: "dns:switch", with: { record: manage.test, to: us-west-1 }',
        'uses: "ec2:terminate", retry: { attempts: 1 }, with: { account: main, region: eu-west-1, installation: main }',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^"ec2:terminate"/,
    says: /asks EC2 in eu-west-1 that "power-lost" disturbs/,
    not: [
      [
        'uses: "dns:switch", with: { record: manage.test, to: us-west-1 }',
        'uses: "ec2:terminate", with: { account: main, region: eu-west-1, installation: main }',
      ],
    ],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'a region that only the office cannot reach, asked by hand; Scalarium would reach it',
    edits: [
      ...officeIsCutOff,
      ['between: [berlin, euw1-az1]', 'between: [berlin, eu-west-1]'],
      [
        'uses: "dns:switch", with: { record: manage.test, to: us-west-1 }',
        'uses: "ec2:terminate", with: { account: main, region: eu-west-1, installation: main }',
      ],
    ],
    severity: 'error',
    file: runbookPath,
    at: /^"ec2:terminate"/,
    says: /asks EC2 in eu-west-1 that "power-lost" takes away.*: nothing of it can be reached from the office/,
    not: [
      ...officeIsCutOff,
      ['between: [berlin, euw1-az1]', 'between: [berlin, eu-west-1]'],
      [
        'uses: "dns:switch", with: { record: manage.test, to: us-west-1 }',
        'uses: "scalarium:start-instances", with: { role: bus, type: m1.large, count: 1, region: eu-west-1, zone: b }, undo: { uses: "people:note", with: { prompt: Gone? } }',
      ],
    ],
  },
  {
    rule: 'needs-what-is-lost',
    story: 'machines that lose power',
    edits: [
      ['dark-zone: { type: zone, ids: [euw1-az1] }', 'dark-zone: { type: host, ids: [kernel] }'],
      [`uses: "zone:power-interruption", ${powerLost}`, 'uses: "host:power", target: dark-zone, at: PT1M'],
    ],
    severity: 'error',
    file: runbookPath,
    at: /^"scalarium:connect"/,
    says: /takes away from 60 s on: kernel is off/,
    not: [
      ['dark-zone: { type: zone, ids: [euw1-az1] }', 'dark-zone: { type: host, ids: [main/frontend/1] }'],
      [`uses: "zone:power-interruption", ${powerLost}`, 'uses: "host:power", target: dark-zone, at: PT1M'],
    ],
  },
  {
    rule: 'approval-by-nobody',
    story: 'the role that is asked may not approve',
    edits: [['role: commander, with', 'role: operator, with']],
    severity: 'error',
    file: runbookPath,
    at: /^operator, with/,
    says: /asks operator, who may not approve; commander may/,
  },
  {
    rule: 'approval-by-nobody',
    story: 'it escalates to somebody who may not approve',
    edits: [
      [
        'with: { decision: leave-region } }',
        'with: { decision: leave-region, escalate: { to: operator, after: PT5M } } }',
      ],
    ],
    severity: 'error',
    file: runbookPath,
    at: /^operator, after/,
    says: /escalates to operator, who may not approve/,
    not: [
      [
        'with: { decision: leave-region } }',
        'with: { decision: leave-region, escalate: { to: commander, after: PT5M } } }',
      ],
    ],
  },
  {
    rule: 'approval-by-nobody',
    story: 'no role at all may approve',
    edits: [
      ['role: commander, with', 'with'],
      ['may: [approve, abort, go-ungraceful]', 'may: [abort]'],
    ],
    severity: 'error',
    file: runbookPath,
    at: /^id: decide|^\{ id: decide/,
    says: /no role of this runbook may approve/,
    not: [['role: commander, with', 'with']],
  },
  {
    rule: 'approval-by-nobody',
    story: 'a step is skipped once somebody goes ungraceful, and nobody may',
    edits: [
      ['uses: checkpoint }', 'uses: checkpoint, ungraceful: skip }'],
      ['abort, go-ungraceful]', 'abort]'],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^skip \}/,
    says: /no role of this runbook may decide that/,
    not: [['uses: checkpoint }', 'uses: checkpoint, ungraceful: skip }']],
  },
  {
    rule: 'no-timeout',
    story: 'a step that may take for ever',
    edits: [
      [
        'defaults: { timeout: PT10M, retry: { attempts: 3, delay: PT15S } }',
        'defaults: { retry: { attempts: 3, delay: PT15S } }',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^\{ id: decide/,
    says: /the step "decide" \(people:approve\) has no timeout/,
  },
  {
    rule: 'retry-outlasts-timeout',
    story: 'attempts that nobody ever gets to',
    edits: [
      [
        'with: { installation: kernel } }\n  - { id: start',
        'with: { installation: kernel }, retry: { attempts: 30, delay: PT1M } }\n  - { id: start',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^\{ attempts: 30/,
    says: /waits 29 min between its 30 attempts and is ended after 10 min: at most 10 are ever made/,
    not: [
      [
        'with: { installation: kernel } }\n  - { id: start',
        'with: { installation: kernel }, retry: { attempts: 30, delay: PT1M }, timeout: PT30M }\n  - { id: start',
      ],
    ],
  },
  {
    rule: 'safety-rule-never-bars',
    story: 'at least none',
    edits: [
      [
        '{ name: one-master, type: ATMOST, threshold: 1, of: couchdb:writable-masters }',
        '{ name: live, type: ATLEAST, threshold: 0, of: dns:live-targets }',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^0, of/,
    says: /"live" \(ATLEAST 0 of dns:live-targets\) bars nothing: dns:live-targets is never below 0/,
    not: [
      [
        '{ name: one-master, type: ATMOST, threshold: 1, of: couchdb:writable-masters }',
        '{ name: live, type: ATLEAST, threshold: 1, of: dns:live-targets }',
      ],
    ],
  },
  {
    rule: 'safety-rule-never-bars',
    story: 'at most more than there are',
    edits: [
      [
        '{ name: one-master, type: ATMOST, threshold: 1, of: couchdb:writable-masters }',
        '{ name: all, type: ATMOST, threshold: 3, of: ec2:running-outside }',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^3, of/,
    says: /never above 3: customers have 3 machines/,
    not: [
      [
        '{ name: one-master, type: ATMOST, threshold: 1, of: couchdb:writable-masters }',
        '{ name: all, type: ATMOST, threshold: 2, of: ec2:running-outside }',
      ],
    ],
  },
  {
    rule: 'runbook-not-reachable',
    story: 'a runbook behind a condition that is never true',
    edits: [
      [
        'uses: checkpoint }',
        'uses: checkpoint }\n  - { id: never, if: "1 > 2", uses: "runbook:run", with: { file: rebuild.runbook.yaml } }',
      ],
    ],
    severity: 'warning',
    file: runbookPath,
    at: /^"1 > 2"/,
    says: /the runbook rebuild is never run: the step "never"/,
    not: [
      [
        'uses: checkpoint }',
        'uses: checkpoint }\n  - { id: never, if: "1 < 2", uses: "runbook:run", with: { file: rebuild.runbook.yaml } }',
      ],
    ],
  },
  {
    rule: 'runbook-not-reachable',
    story: 'a scenario that nobody does anything about',
    edits: [['runbook: { file: switch.runbook.yaml }\n', '']],
    severity: 'warning',
    at: /^version: 1/,
    says: /the scenario has no runbook/,
  },
  {
    rule: 'write-without-undo',
    story: 'a rollback leaves something behind',
    edits: [[', undo: { uses: "people:note", with: { prompt: "Is it gone?" } }', '']],
    severity: 'note',
    file: runbookPath,
    at: /^\{ id: seed/,
    says: /1 step that writes has no undo before the checkpoint "no-way-back": seed/,
    not: [
      [', undo: { uses: "people:note", with: { prompt: "Is it gone?" } }', ''],
      ['  - { id: recovered', '  - { id: other, uses: "people:do", with: { work: by-hand } }\n  - { id: recovered'],
      ['needs: [seed], uses: checkpoint', 'needs: [start], uses: checkpoint'],
    ],
  },
];
