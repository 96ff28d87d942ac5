/** What the frame screen says. */
export const frame = {} as const;
