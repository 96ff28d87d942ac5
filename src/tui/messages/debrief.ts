/** What the debrief screen says. */
export const debrief = {} as const;
