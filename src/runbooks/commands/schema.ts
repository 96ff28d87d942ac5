import { hint } from '../files/problems.ts';
import { type CliContext, exitCodes } from './context.ts';
import { UsageError } from './failures.ts';
import { jsonText } from './outputs.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';

/** `zonefall schema`: the JSON Schema of one kind of file, or one for both, on stdout; plug-ins' kinds are in it. */
export async function schema(context: CliContext, flags: PluginFlags, named?: string): Promise<number> {
  await pluginsOf(context, flags);
  const { fileKinds, jsonSchemaOf, jsonSchemaOfBoth } = await import('../files/json-schema/index.ts');
  const kind = fileKinds.find((each) => each === named);
  if (kind === undefined && named !== undefined) {
    throw new UsageError(`there is no schema "${named}"${hint(named, fileKinds)}`);
  }
  context.process.stdout.write(jsonText(kind === undefined ? jsonSchemaOfBoth() : jsonSchemaOf(kind)));
  return exitCodes.held;
}
