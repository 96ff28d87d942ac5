/** The formats that commands print, each list once: the table of commands names them, and the type of `-o` follows from them. */

/** The reports of one run that are rooms of their own. */
export const documentFormats = ['junit', 'markdown', 'chaostoolkit', 'html'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

export const formats = {
  run: ['human', 'json', 'ndjson', ...documentFormats],
  report: ['human', 'json', ...documentFormats],
  gate: ['human', 'json', 'ndjson', 'junit', 'markdown', 'html', 'github'],
  sweep: ['human', 'json', 'ndjson', 'html', 'blob'],
  compare: ['human', 'json', 'markdown', 'html'],
  audit: ['human', 'json', 'sarif', 'junit', 'markdown', 'github'],
  mutate: ['human', 'json'],
  rare: ['human', 'json'],
  shrink: ['human', 'json', 'yaml'],
} as const;

export type FormatOf<Command extends keyof typeof formats> = (typeof formats)[Command][number];
