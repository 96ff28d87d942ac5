import type { CliContext } from './context.ts';

export type PluginFlags = {
  readonly plugin?: readonly string[];
};

/**
 * What `--plugin` names, loaded into this thread before any file is read; the paths are for the thread of the world, as
 * `RunRequest.plugins`. Throws FileProblems.
 */
export async function pluginsOf(
  { folder }: CliContext,
  { plugin }: PluginFlags,
): Promise<{ readonly plugins?: readonly string[] }> {
  if (plugin === undefined || plugin.length === 0) return {};
  const { loadPlugins } = await import('../plugin/load.ts');
  return { plugins: await loadPlugins(plugin, folder) };
}
