/** What the stores screen says. */
export const stores = {} as const;
