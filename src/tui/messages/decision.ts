/** What the decision screen says. */
export const decision = {} as const;
