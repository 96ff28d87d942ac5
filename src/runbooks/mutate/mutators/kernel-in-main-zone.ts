import type { Account, Installation } from '../../files/index.ts';
import { type Design, type Mutator, withWorld } from '../design.ts';

/**
 * 7 August 2011: two accounts, two letters, one physical zone. Where the zone letters of an account are drawn anew for each seed they are
 * pinned, for a design that is wrong on some seeds only would be another mutant.
 */
export const kernelInMainZone: Mutator = {
  name: 'kernel-in-main-zone',
  sentence: 'The kernel runs in the physical zone of the installation that it is to save',
  apply(design) {
    const { installations } = design.scenario.world;
    const found = Object.entries(installations).find(([, { manages }]) =>
      manages.some((name) => name in installations),
    );
    if (found === undefined) return undefined;
    const [name, kernel] = found;
    const main = installations[kernel.manages.find((managed) => managed in installations)!]!;
    const accounts = pinned(design, [main, kernel]);
    const zone = zoneOf(accounts, main)!;
    if (kernel.place.region === main.place.region && zoneOf(design.scenario.world.accounts, kernel) === zone)
      return undefined;
    const letters = lettersIn(accounts[kernel.account]!, main.place.region);
    const [letter] = Object.entries(letters).find(([, physical]) => physical === zone)!;
    const moved: Installation = { ...kernel, place: { region: main.place.region, zone: letter } };
    return withWorld(design, { accounts, installations: { ...installations, [name]: moved } });
  },
};

type Accounts = Readonly<Record<string, Account>>;

/** The accounts of these installations, with letters that are known wherever the first of them lies. */
function pinned({ scenario: { world } }: Design, [main, kernel]: readonly [Installation, Installation]): Accounts {
  const { region } = main.place;
  const uniform = uniformEverywhere(world.regions);
  const pin = (name: string): Account => {
    const account = world.accounts[name]!;
    if (account.zoneNames.kind === 'pinned' && account.zoneNames.letters[region] !== undefined) return account;
    const letters = account.zoneNames.kind === 'pinned' ? account.zoneNames.letters : {};
    // What is uniform elsewhere stays so: an account that is pinned is shuffled in the regions that it does not name.
    const others = account.zoneNames.kind === 'uniform' ? uniform : {};
    return {
      ...account,
      zoneNames: { kind: 'pinned', letters: { ...others, ...letters, [region]: uniform[region]! } },
    };
  };
  return { ...world.accounts, [main.account]: pin(main.account), [kernel.account]: pin(kernel.account) };
}

function uniformEverywhere(regions: Readonly<Record<string, { readonly zones: readonly string[] }>>) {
  return Object.fromEntries(
    Object.entries(regions).map(([region, { zones }]) => [
      region,
      Object.fromEntries(zones.map((zone, at) => [String.fromCharCode(97 + at), zone])),
    ]),
  );
}

function lettersIn({ zoneNames }: Account, region: string): Readonly<Record<string, string>> {
  return zoneNames.kind === 'pinned' ? (zoneNames.letters[region] ?? {}) : {};
}

/** The physical zone of an installation, where its account's letters are pinned. */
function zoneOf(accounts: Accounts, { account, place }: Installation): string | undefined {
  return lettersIn(accounts[account]!, place.region)[place.zone];
}
