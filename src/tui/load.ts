import type { Screen } from '../runbooks/drill/screen.ts';

/** Loads the screen: built, it is one file, for Ink's three hundred modules take three times as long to load. */
export async function loadScreen(): Promise<Screen> {
  const module: typeof import('./index.tsx') = await (import.meta.url.endsWith('.ts')
    ? import('./index.tsx')
    : import(new URL('../tui.js', import.meta.url).href));
  return module.screen;
}
