/** Whether the tour was shown in a folder before: a file that says so. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function tourSeen(folder: string): { is(): boolean; remember(): void } {
  const file = path.join(folder, '.zonefall', 'tour-seen');
  return {
    is: () => existsSync(file),
    remember: () => {
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, '');
      } catch {
        // In a folder that cannot be written to the tour comes again.
      }
    },
  };
}
