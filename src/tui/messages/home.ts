/** What the home screen says. */
export const home = {} as const;
