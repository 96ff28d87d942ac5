import type { Severity } from '../../../src/runbooks/audit/index.ts';
import type { Edit } from './small-plan.ts';

/** What a change of the sound plan lets each rule find: how bad, where, and words of the sentence. Each first line has the finding, `not` has not. */
export interface RuleCase {
  readonly rule: string;
  readonly story: string;
  readonly edits: readonly Edit[];
  readonly severity: Severity;
  readonly file?: string;
  /** What stands where the finding points. */
  readonly at: RegExp;
  readonly says: RegExp;
  /** A change after which it is gone; without it the sound plan itself. */
  readonly not?: readonly Edit[];
}

export const powerLost = 'target: dark-zone, at: PT1M, for: PT3H';
export const kernelHere: Edit = ['place: { region: us-east-1, zone: b }', 'place: { region: eu-west-1, zone: c }'];
export const kernelIsDark: Edit = ['place: { region: us-east-1, zone: b }', 'place: { region: eu-west-1, zone: b }'];
export const officeIsCutOff: readonly Edit[] = [
  ['dark-zone: { type: zone, ids: [euw1-az1] }', 'dark-zone: { type: link, between: [berlin, euw1-az1] }'],
  ['uses: "zone:power-interruption"', 'uses: "link:partition"'],
];
/** The network of all machines in the zone but these. */
export const allBut = (machines: string): Edit => [
  `uses: "zone:power-interruption", ${powerLost}`,
  `uses: "zone:network-impairment", ${powerLost}, with: { percentage: 100, except: [${machines}] }`,
];
export const callsRebuild = `on-failure: { then: continue, steps: [{ id: again, uses: "runbook:run", with: { file: rebuild.runbook.yaml } }] }`;
