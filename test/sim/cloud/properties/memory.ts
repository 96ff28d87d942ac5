/** What one customer has read in the answers to her own calls. */
import type { SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { IdKind, Seen } from './guess.ts';

/** `i-1a2b3c4d`, `vol-...`: EC2's ids. */
const ID = /^[a-z]+-[0-9a-f]{8,17}$/;
const REMEMBERED_PAGES = 5;

export class Memory implements Seen {
  readonly zones: readonly string[];
  readonly addresses: string[] = [];
  readonly pages: string[] = [];
  readonly #ids = new Map<string, string[]>();
  readonly #groupOfRule = new Map<string, string>();

  constructor(zones: readonly string[]) {
    this.zones = zones;
  }

  ids(kind: IdKind): readonly string[] {
    return this.#ids.get(kind) ?? [];
  }

  groupOf(ruleId: string): string | undefined {
    return this.#groupOfRule.get(ruleId);
  }

  read(action: string, output: object): void {
    for (const id of idsIn(output)) {
      const kind = id.slice(0, id.indexOf('-'));
      const known = this.#ids.get(kind) ?? [];
      if (!known.includes(id)) this.#ids.set(kind, [...known, id]);
    }
    const { SecurityGroupRules = [] } = output as { SecurityGroupRules?: SecurityGroupRule[] };
    for (const { SecurityGroupRuleId, GroupId } of SecurityGroupRules) {
      this.#groupOfRule.set(SecurityGroupRuleId!, GroupId!);
    }
    const { PublicIp, NextToken } = output as { PublicIp?: string; NextToken?: string };
    if (action === 'AllocateAddress' && PublicIp) this.addresses.push(PublicIp);
    if (NextToken) this.pages.push(NextToken);
    if (this.pages.length > REMEMBERED_PAGES) this.pages.shift();
  }
}

/** Every id that stands anywhere in an answer. */
export function idsIn(value: unknown): string[] {
  const found: string[] = [];
  const pending = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === 'string' && ID.test(next)) found.push(next);
    else if (typeof next === 'object' && next !== null && !(next instanceof Uint8Array)) {
      pending.push(...Object.values(next));
    }
  }
  return found;
}
