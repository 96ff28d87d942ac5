/**
 * What instances are called that get no name: lb1, lb2, ... by their first role, or names from the cloud's theme. The
 * themes `Clouds` and `Bud_Spencer` are Scalarium's (knowledge base, listing clouds); their words are ours.
 */
const themes: Readonly<Record<string, readonly string[]>> = {
  Clouds: [
    'cirrus',
    'cumulus',
    'stratus',
    'nimbus',
    'altocumulus',
    'altostratus',
    'cirrocumulus',
    'cirrostratus',
    'stratocumulus',
  ],
  Bud_Spencer: ['bambino', 'banana-joe', 'bulldozer', 'charleston', 'flatfoot', 'hutch', 'piedone', 'plata', 'soldato'],
};

export const themeNames = Object.keys(themes);

/** The names of a theme in turn, then with numbers; without a theme the short name of a role with numbers. Endless. */
export function* nicknamesFor(theme: string | null, shortname: string): Generator<string, never> {
  const words = themes[theme ?? ''];
  if (words) yield* words;
  for (let number = words ? 2 : 1; ; number++) for (const word of words ?? [shortname]) yield `${word}${number}`;
}
