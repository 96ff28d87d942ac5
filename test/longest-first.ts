import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files wait longest, for terminals and for other programs: who begins with them waits for none of them at the end. */
const folders = ['test/tui/tmux/', 'test/clients/', 'test/browser/', 'test/runbooks/commands/', 'test/scenarios/'];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = folders.findIndex((folder) => moduleId.includes(folder));
  return at < 0 ? folders.length : at;
};

/** The order in which files are run on a machine that has no record of how long each took. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((a, b) => rank(a) - rank(b));
  }
}
