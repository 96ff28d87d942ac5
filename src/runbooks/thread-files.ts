/** What threads begin with. From source it is TypeScript, from dist it is not: a URL is not rewritten when it is compiled. */
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Runs worlds, one after the other (`commands/world-thread.ts`). */
export const worldThreadFile = new URL(`./commands/world-thread-main.${ending}`, import.meta.url);
/** The world of a drill (`drill/thread.ts`). */
export const drillThreadFile = new URL(`./drill/thread-main.${ending}`, import.meta.url);
