import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';

/** Before the first test: what tests type at a shell is the program as it is built, and starts four times as fast as its source. */
export default function build(): void {
  const builtMs = statSync('dist/app/cli.js', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', ...globSync('src/**'), 'package-lock.json', 'rolldown.config.js', 'tsconfig.json'];
  if (sources.every((file) => statSync(file).mtimeMs < builtMs)) return;
  execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit', shell: process.platform === 'win32' });
}
