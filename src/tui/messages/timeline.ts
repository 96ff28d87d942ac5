/** What the timeline screen says. */
export const timeline = {} as const;
