import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPrograms, type ProgramName } from './program-build.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const child = fileURLToPath(new URL('child.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'streams-manager-programs-'));

let programs: Record<ProgramName, string>;
beforeAll(async () => {
  programs = await buildPrograms(root, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a built program', () => {
  it.each(['api', 'worker'] as const)('runs outside of the project: %s', async (name) => {
    const ended = run(process.execPath, [child, programs[name]], { cwd: folder, env: { DATA_DIR: folder } });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('DATABASE_URL and TEMPORAL_ADDRESS must be set'),
    });
  });

  it('says in which source something went wrong', async () => {
    const env = { DATA_DIR: folder, LOG_LEVEL: 'loudest' };
    const ended = run(process.execPath, [child, programs.worker], { cwd: folder, env });
    await expect(ended).rejects.toMatchObject({ stderr: expect.stringMatching(/bin\/env\.ts:\d+/) });
  });
});
