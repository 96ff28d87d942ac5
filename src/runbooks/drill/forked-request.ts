import type { RunRequest } from '../request.ts';
import type { ForkChoices } from './session.ts';

/**
 * What is run when somebody went back: the same, or with other values from the start on. Throws FileProblems for values that the scenario
 * does not take.
 */
export async function forkedRequest(request: RunRequest, { vars, variant }: ForkChoices): Promise<RunRequest> {
  if (vars === undefined && variant === undefined) return request;
  const chosen = { ...request, variant: variant ?? request.variant, vars: { ...request.vars, ...vars } };
  const { parseScenario } = await import('../files/load.ts');
  const { position: _, ...plan } = parseScenario(chosen.sources, chosen);
  return { ...chosen, plan };
}
