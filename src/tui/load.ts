import type { Screen } from '../runbooks/drill/screen.ts';

/** Loads the screen: built, Ink and React are in one file, for their three hundred modules take three times as long to load. */
export async function loadScreen(): Promise<Screen> {
  const module: typeof import('./index.tsx') = await (import.meta.url.endsWith('.ts')
    ? import('./index.tsx')
    : import(new URL('../screen/index.js', import.meta.url).href));
  return module.screen;
}
