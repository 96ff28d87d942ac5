import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { loadScenario } from '../../src/runbooks/files/index.ts';
import { SCENARIO } from '../runbooks/testbed/small-testbed.ts';

/** A scenario with its runbooks, as texts: the scenario first. */
export interface Base {
  readonly name: string;
  readonly sources: readonly { readonly path: string; readonly text: string }[];
}

/** Every scenario that is shipped, with all runbooks that it reaches, and small ones that run in a moment. */
export function bases(): Base[] {
  return [...shipped(), small(), tiny()];
}

function shipped(): Base[] {
  const files = readdirSync('scenarios').filter((name) => name.endsWith('.yaml'));
  return files.map((name) => {
    const { sources } = loadScenario(`scenarios/${name}`);
    return { name, sources: sources.map(({ path, text }) => ({ path: posix.relative('scenarios', path), text })) };
  });
}

/** An installation of six machines with its kernel; its database is killed for five minutes. */
function small(): Base {
  const text = SCENARIO.replace(
    'steady-state-hypothesis:',
    `targets:
  couch: { type: host, ids: [main/couch-master] }
method:
  - { name: kill, uses: "process:kill", target: couch, at: PT1M, for: PT5M, with: { process: couchdb } }
runbook: { file: book.yaml }
steady-state-hypothesis:`,
  );
  return {
    name: 'small',
    sources: [
      { path: 'small.yaml', text },
      { path: 'book.yaml', text: book },
    ],
  };
}

const book = `
version: 1
kind: runbook
id: book
title: A book
inputs: { region: { type: string, default: eu-west-1 } }
roles: { commander: { may: [approve, abort] } }
defaults: { timeout: PT10M, retry: { attempts: 2, delay: PT5S } }
safety-rules:
  - { name: one, type: ATMOST, threshold: 1, of: "couchdb:writable-masters" }
preflight:
  - { id: seeds, uses: "couchdb:can-seed", with: { region: us-east-1 }, severity: warning }
activate:
  - { id: look, uses: "couchdb:lag", with: { max: PT5S }, on-failure: { then: continue } }
  - { id: both, needs: [look], parallel: [{ id: a, uses: "scalarium:ping" }, { id: b, uses: "scalarium:ping", with: { installation: kernel } }], on-failure: { then: continue } }
  - { id: fence, needs: [both], if: "\${{ inputs.region == 'nowhere' }}", uses: "couchdb:fence", with: { region: "\${{ inputs.region }}" } }
  - { id: recovered, needs: [fence], uses: "steady-state:wait", timeout: PT2H }
post-recovery:
  - { id: note, uses: "people:note", with: { prompt: "\${{ inputs.region }} is back" } }
`;

/** One machine of each role, no customers. */
function tiny(): Base {
  const pager = readFileSync('examples/plugin/pager.yaml', 'utf8').replace(
    /uses: "acme:api-latency"/,
    'uses: "couchdb:index-lag", tolerance: 0',
  );
  const text = readFileSync('examples/plugin/pager.runbook.yaml', 'utf8').replace(
    /uses: "acme:page", with: { team: platform }/,
    'uses: "scalarium:ping"',
  );
  return {
    name: 'tiny',
    sources: [
      { path: 'pager.yaml', text: pager },
      {
        path: 'pager.runbook.yaml',
        text: text
          .replaceAll('steps.page.outputs.by', 'steps.page.outputs.latencyMs')
          .replaceAll('steps.page.outputs.waitedSeconds', 'steps.page.outputs.latencyMs'),
      },
    ],
  };
}
