import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockEntry>>;
};
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as LockEntry;

/** Whether a package that stands at `from` in the tree finds this version of its optional package. */
function isLocked(from: string, name: string, version: string): boolean {
  const parts = from === '' ? [] : from.split('/node_modules/');
  const folders = parts.map(
    (_part, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/node_modules/${name}`,
  );
  return [`node_modules/${name}`, ...folders].some((path) => lock.packages[path]?.version === version);
}

describe('package-lock.json', () => {
  it('every optional package of every platform is in it, or npm ci would stop elsewhere', () => {
    const exact = /^\d+\.\d+\.\d+/;
    const missing = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.entries(optionalDependencies)
        .filter(([name, version]) => exact.test(version) && !isLocked(from, name, version))
        .map(([name, version]) => `${name}@${version} (of ${from})`),
    );
    expect(missing).toEqual([]);
  });

  it('the lock agrees with package.json', () => {
    const locked = lock.packages[''];
    expect(locked?.dependencies).toEqual(manifest.dependencies);
    expect(locked?.devDependencies).toEqual(manifest.devDependencies);
  });

  it('the lock names no registry but the public one', () => {
    const resolved = Object.values(lock.packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved.filter((url) => !url.startsWith('https://registry.npmjs.org/'))).toEqual([]);
  });

  it('all Temporal packages have one version', () => {
    const temporal = Object.entries(lock.packages).filter(([path]) =>
      path.startsWith('node_modules/@temporalio/'),
    );
    expect(temporal.length).toBeGreaterThan(5);
    expect(new Set(temporal.map(([, { version }]) => version)).size).toBe(1);
  });
});

describe('protobufjs', () => {
  it('the Temporal packages share one copy, or replaying a history from JSON fails', () => {
    const owners = ['common', 'proto', 'worker'];
    const here = createRequire(import.meta.url);
    const copies = owners.map((name) =>
      createRequire(here.resolve(`@temporalio/${name}`)).resolve('protobufjs/package.json'),
    );
    expect(new Set(copies).size).toBe(1);
  });
});
