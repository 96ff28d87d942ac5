/**
 * The plug-ins of this process as somebody typed them: a command line that is printed to be typed again names them, whatever it is about.
 */
export const typedPlugins = new Set<string>();
