/**
 * What screens are made of. A screen gets the body's `columns` and `rows` and draws exactly those: it never asks the terminal.
 *
 * Text is made as rows of pieces (`[piece('FAIL', 'bad'), ' rto']`), each piece with a tone, and drawn by `Lines`, one text of Ink's
 * for a whole box. Widths are columns of the terminal, wide characters counted. Keys come by name through `useKeys`.
 *
 * ```tsx
 * export function StoresScreen({ state, columns, rows, nav }: ScreenProps) {
 *   const inside = panelInside(columns, rows);
 *   const lines = storeRows(state.snapshot, inside.columns); // a view: plain data in, rows out
 *   const selected = useList({ nav, list: 'stores', count: lines.length, rows: inside.rows });
 *   useKeys((name) => name === 'enter' && (nav.open('timeline', { atUs: state.nowUs }), true));
 *   return (
 *     <Panel title="Data stores" aside={`${lines.length}`} columns={columns} rows={rows} focused>
 *       <Lines lines={lines} columns={inside.columns} rows={inside.rows} selected={selected} empty="No store yet" />
 *     </Panel>
 *   );
 * }
 * ```
 */
export { bar, type HistogramOptions, histogram, spark } from './charts.ts';
export * from './components.tsx';
export {
  type KeyHandler,
  type KeyLevel,
  KeyProvider,
  KeyRouter,
  type Press,
  useKeys,
  useTerminalKeys,
} from './keys.ts';
export { type LineEditor, type LineEditorOptions, useLineEditor } from './line-editor.ts';
export * from './nav.ts';
export type { PanelFrame } from './panel-top.ts';
export { fitRow, type Piece, paint, piece, piecesOf, type Row, rowWidth, spread, textOf } from './rows.ts';
export { across, below, type PanelSheet, panelSheet, type Sheet, SheetView } from './sheet.tsx';
export { cell, characters, clean, clip, take, width, wrap } from './text.ts';
export {
  type Depth,
  glyphs,
  okabeIto,
  plainTheme,
  type Theme,
  ThemeProvider,
  type Tone,
  tones,
  useTheme,
} from './theme.ts';
export { type ListOptions, useList, windowStart } from './window.ts';
