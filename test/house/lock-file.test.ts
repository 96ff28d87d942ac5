import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inexactVersions, type LockedPackages, lockFileFaults } from './lock-file.ts';
import { ROOT } from './source.ts';

const read = (file: string) => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

describe('package-lock.json', () => {
  const lock = read('package-lock.json') as { lockfileVersion: number; packages: LockedPackages };
  const manifest = read('package.json');

  test('is complete: `npm ci` finds every package, for every platform', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(Object.keys(lock.packages).length).toBeGreaterThan(100);
    expect(lockFileFaults(lock.packages)).toEqual([]);
  });

  test('belongs to package.json, whose versions are exact', () => {
    expect(lock.packages['']).toMatchObject({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
    expect(inexactVersions({ ...manifest.dependencies, ...manifest.devDependencies })).toEqual([]);
  });
});

describe('the test of the lock file', () => {
  const whole = { version: '1.0.0', integrity: 'sha512-x' };

  test('finds an optional package of another platform that has no entry', () => {
    const packages = { 'node_modules/tool': { ...whole, optionalDependencies: { '@tool/win32-x64': '1.0.0' } } };
    expect(lockFileFaults(packages)).toEqual(['node_modules/tool: needs @tool/win32-x64, which has no entry']);
  });

  test('finds a dependency of the project, and one without integrity or from a private registry', () => {
    const packages = {
      '': { dependencies: { absent: '1.0.0' } },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { ...whole, resolved: 'http://127.0.0.1:4873/b/-/b-1.0.0.tgz' },
    };
    expect(lockFileFaults(packages)).toEqual([
      'the project: needs absent, which has no entry',
      'node_modules/a: no integrity',
      'node_modules/b: comes from http://127.0.0.1:4873/b/-/b-1.0.0.tgz, which others may not reach',
    ]);
  });

  test('knows that a package may lie beside the one that needs it, or above', () => {
    const packages = {
      'node_modules/a': { ...whole, dependencies: { b: '1', c: '1' } },
      'node_modules/a/node_modules/b': { ...whole, dependencies: { c: '1' } },
      'node_modules/c': whole,
    };
    expect(lockFileFaults(packages)).toEqual([]);
  });

  test('takes only an exact version for exact', () => {
    expect(inexactVersions({ a: '^1.0.0', b: '1.x', c: 'latest', d: '1.2.3', e: '4.0.0-rc.1' })).toEqual([
      'a: ^1.0.0',
      'b: 1.x',
      'c: latest',
    ]);
  });
});
