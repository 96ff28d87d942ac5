import { formatProblem, validateFile } from '../files/index.ts';
import { type CliContext, exitCodes } from './context.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';

/** `zonefall validate`: a line for each file that is fine on stdout, a line for each mistake on stderr; 2 if there was one. */
export async function validate(context: CliContext, flags: PluginFlags, ...files: string[]): Promise<number> {
  await pluginsOf(context, flags);
  let exitCode: number = exitCodes.held;
  for (const file of files) {
    const { kind, problems } = validateFile(file);
    if (problems.length === 0) context.process.stdout.write(`${file}: a valid ${kind}\n`);
    else exitCode = exitCodes.usage;
    for (const problem of problems) context.process.stderr.write(`${formatProblem(problem)}\n`);
  }
  return exitCode;
}
