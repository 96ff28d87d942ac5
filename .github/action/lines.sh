# lines_of TEXT [expand]: puts the lines of TEXT that are not blank into the array `lines`, blanks around them taken away. With "expand" each
# line is a pattern of file names; one that matches nothing stays as it is, so that it is reported by its name. (macOS has Bash 3.2: no
# references to names, no globstar.)
lines_of() {
  local line IFS=
  lines=()
  shopt -s globstar 2>/dev/null || true
  while read -r line; do
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line%"${line##*[![:space:]]}"}"
    if [ -z "$line" ]; then continue; fi
    if [ "${2:-}" = expand ]; then
      # Unquoted, so that the pattern is expanded; without IFS a blank in a name splits nothing.
      # shellcheck disable=SC2206
      lines+=($line)
    else
      lines+=("$line")
    fi
  done <<< "$1"
}
