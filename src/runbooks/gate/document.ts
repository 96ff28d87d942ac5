import { type Made, type SweepResult, sweepDocument } from '../sweep/index.ts';
import type { GateReport, GateResult } from './report.ts';

/** What a gate adds to a result of `zonefall.sweep/v1`. */
export type GateDocumentResult = SweepResult & Omit<GateResult, 'seeds'> & { readonly seedsFrom: GateResult['seeds'] };

/** `gate -o json`: `zonefall.sweep/v1` with the plan, the decision and the claims of each result, and the decision of all together. */
export function gateDocument(report: GateReport, made: Made) {
  const { decision, exitCode } = report;
  const results = report.results.map(({ seeds, ...result }): GateDocumentResult => {
    return { ...result, seeds: result.rows.length, seedsFrom: seeds };
  });
  return { ...sweepDocument(results, made), decision, exitCode };
}

/** `gate -o ndjson`: a line for each row of the samples, then one for each result without its rows. */
export function gateLines({ results }: GateReport): string {
  const lines = [
    ...results.flatMap(({ scenario, variant, rows }) =>
      rows.map((row) => ({ kind: 'row', scenario: scenario.id, variant, ...row })),
    ),
    ...results.map(({ rows, ...result }) => ({ kind: 'result', ...result })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
