import { type CliContext, exitCodes } from './context.ts';
import { UsageError } from './failures.ts';

const scripts: Readonly<Record<string, string>> = {
  bash: `# zonefall completion for bash: source <(zonefall completion bash)
_zonefall() {
  local IFS=$'\\n'
  COMPREPLY=($(zonefall __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -o bashdefault -F _zonefall zonefall
`,
  zsh: `#compdef zonefall
# zonefall completion for zsh: source <(zonefall completion zsh)
_zonefall() {
  local -a found
  found=("\${(@f)$(zonefall __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _zonefall zonefall
`,
};

/** `zonefall completion`: the script for a shell, on stdout. It asks \`zonefall __complete\` what may come next, so it never grows old. */
export async function completion(context: CliContext, _flags: object, shell: string): Promise<number> {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined)
    throw new UsageError(`no completion for "${shell}"; valid: ${Object.keys(scripts).join(', ')}`);
  context.process.stdout.write(script);
  return exitCodes.held;
}
