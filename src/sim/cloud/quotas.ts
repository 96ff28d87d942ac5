/** What an account may have in each region, and cuts of it: the smallest figure holds. */
export interface Quotas {
  instances: number;
  addresses: number;
}

/** Five elastic addresses and twenty running instances were everybody's in 2011, unless one asked Amazon for more. */
export const QUOTAS: Readonly<Quotas> = { instances: 20, addresses: 5 };

export interface QuotaCut extends Partial<Quotas> {
  readonly account: string;
  /** Every region where there is none. */
  readonly region?: string;
}

export class QuotaBook {
  readonly #granted: (account: string) => Quotas;
  readonly #cuts = new Set<QuotaCut>();

  constructor(granted: (account: string) => Quotas) {
    this.#granted = granted;
  }

  /** What is there already stays; nothing more than the cut says is allowed. The returned function takes it back. */
  cut(cut: QuotaCut): () => void {
    const own = { ...cut };
    this.#cuts.add(own);
    return () => void this.#cuts.delete(own);
  }

  of(account: string, region: string): Quotas {
    const { ...now } = this.#granted(account);
    for (const cut of this.#cuts) {
      if (cut.account !== account || (cut.region !== undefined && cut.region !== region)) continue;
      now.instances = Math.min(now.instances, cut.instances ?? now.instances);
      now.addresses = Math.min(now.addresses, cut.addresses ?? now.addresses);
    }
    return now;
  }
}
