/** What the api screen says. */
export const api = {} as const;
