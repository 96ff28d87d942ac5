/** What the compare screen says. */
export const compare = {} as const;
