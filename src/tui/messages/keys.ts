/** What the keys screen says. */
export const keys = {} as const;
