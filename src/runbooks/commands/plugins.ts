import type { CliContext } from './context.ts';
import { UsageError } from './failures.ts';

export type PluginFlags = {
  readonly plugin?: readonly string[];
};

/**
 * What `--plugin` names, loaded into this thread before any file is read; the paths are for the threads of the worlds, as
 * `RunRequest.plugins`. Throws FileProblems, and UsageError with a queue: its workers have files of their own.
 */
export async function pluginsOf(
  { folder }: CliContext,
  { plugin, queue }: PluginFlags & { readonly queue?: string },
): Promise<{ readonly plugins?: readonly string[] }> {
  if (plugin === undefined || plugin.length === 0) return {};
  if (queue !== undefined)
    throw new UsageError('--plugin does not reach the workers of a --queue; run it here, or in shards');
  const { loadPlugins } = await import('../plugin/load.ts');
  const { typedPlugins } = await import('../plugin/typed.ts');
  const plugins = await loadPlugins(plugin, folder);
  for (const typed of plugin) typedPlugins.add(typed);
  return { plugins };
}
