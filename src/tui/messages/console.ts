/** What the console screen says. */
export const console = {} as const;
