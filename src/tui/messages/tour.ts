/** What the tour screen says. */
export const tour = {} as const;
