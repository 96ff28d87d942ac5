import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Who begins with what waits for terminals, for other programs and for many worlds, waits for none of them at the end.
 */
const first = [
  'test/tui/tmux/',
  'test/clients/',
  'test/browser/',
  'test/scenarios/',
  'test/runbooks/queue/',
  'test/runbooks/shrink/',
  'test/runbooks/rare/',
  'test/runbooks/',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = first.findIndex((folder) => moduleId.includes(folder));
  return at < 0 ? first.length : at;
};

/** The order in which files are run on a machine that has no record of how long each took. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}
