import { execute } from '../../src/runbooks/execute.ts';
import { FileProblems, type Loaded, parseScenario } from '../../src/runbooks/files/index.ts';
import { WorldCannotBegin } from '../../src/runbooks/testbed/cannot-begin.ts';
import type { Mutant } from './mutate.ts';

/** What came of a mutant. Anything else that it might do is thrown. */
export type Outcome =
  | { readonly kind: 'refused'; readonly problems: number }
  | { readonly kind: 'valid'; readonly loaded: Loaded };

/** How many lines one file's mistakes may take: more is no help to anybody. */
const longest = 400;

/** Reads a mutant as `validate` and `run` would. Throws what nobody foresaw: an error with a stack, a message of many lines. */
export function read({ sources }: Mutant): Outcome {
  try {
    return { kind: 'valid', loaded: parseScenario(sources) };
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    for (const { message, file, line, column } of error.problems) {
      const plain = !/[\n\r]|\bat .*\.[jt]s:\d+/.test(message) && message.length <= longest && file !== '';
      if (!plain || !Number.isInteger(line) || !Number.isInteger(column)) {
        throw new Error(`this is no line for people: ${JSON.stringify({ file, line, column, message })}`);
      }
    }
    if (error.problems.length === 0) throw new Error('refused without a reason');
    return { kind: 'refused', problems: error.problems.length };
  }
}

/** A fuzzer looks for what breaks, not for how it ends: after so many events of the journal a run is stopped as by an operator. */
const eventsMax = 400;
/** And after so much time since the first fault it comes to its horizon. */
const horizonMax = 7200;

/** Runs a valid mutant for a while: its verdict, or `refused` for a world that cannot begin. Throws whatever else the world throws. */
export async function run({ sources }: Mutant, { scenario, ...loaded }: Loaded): Promise<string> {
  const { position: _, ...rest } = loaded;
  const horizonSeconds = Math.min(horizonMax, scenario.clock.horizonSeconds);
  const plan = { ...rest, scenario: { ...scenario, clock: { ...scenario.clock, horizonSeconds } } };
  let events = 0;
  try {
    const { result } = await execute(
      { sources, plan },
      { onEvent: () => void events++, stopRequested: () => events >= eventsMax },
    );
    return result.verdict;
  } catch (error) {
    if (error instanceof WorldCannotBegin) return 'refused';
    throw error;
  }
}
