/**
 * What `npm ci` needs of package-lock.json. `npm install` succeeds on a lock file that lacks another platform's
 * optional package; `npm ci` on a clean machine then fails. The lock names no registry: the one that a machine is set
 * up for answers.
 */
export interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

export type LockedPackages = Record<string, LockedPackage>;

/** One line for each thing that is missing or wrong. */
export function lockFileFaults(packages: LockedPackages): string[] {
  return Object.entries(packages).flatMap(([where, entry]) => {
    const faults: string[] = [];
    if (where !== '') {
      if (!entry.version) faults.push(`${where}: no version`);
      if (!entry.integrity) faults.push(`${where}: no integrity`);
      if (entry.resolved && new URL(entry.resolved).host !== 'registry.npmjs.org') {
        faults.push(`${where}: comes from ${entry.resolved}, which others may not reach`);
      }
    }
    const needed = { ...entry.dependencies, ...entry.optionalDependencies };
    for (const name of Object.keys(needed)) {
      if (!isInstalled(packages, where, name))
        faults.push(`${where || 'the project'}: needs ${name}, which has no entry`);
    }
    return faults;
  });
}

/** Node's own search: beside the package, then in each folder above it. */
function isInstalled(packages: LockedPackages, where: string, name: string): boolean {
  for (let folder = where; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
    if (packages[`${folder}${folder && '/'}node_modules/${name}`]) return true;
    if (folder === '') return false;
  }
}

/** `^1.2.3`, `1.x`, `latest`, a git address: everything but `1.2.3` lets a later day install something else. */
export function inexactVersions(dependencies: Record<string, string>): string[] {
  return Object.entries(dependencies)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}: ${version}`);
}
