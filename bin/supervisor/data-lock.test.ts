import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderInUse, lockDataFolder } from './data-lock.ts';

const module = fileURLToPath(new URL('./data-lock.ts', import.meta.url));
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'lock-test-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A process of its own that takes the lock, says so and stays. */
async function otherStart() {
  const script = `import { lockDataFolder } from '${module}';
    try { lockDataFolder(process.argv[1]); console.log('taken'); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.name); }`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [word] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, word: word.toString().trim() };
}

async function end(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('lockDataFolder', { timeout: 60_000 }, () => {
  it('a second start is refused with the number of the first', async () => {
    const { child, word } = await otherStart();
    expect(word).toBe('taken');
    expect(() => lockDataFolder(dataDir)).toThrow(FolderInUse);
    expect(() => lockDataFolder(dataDir)).toThrow(`process ${child.pid}`);
    await end(child);
  });

  it('the lock of a killed start is healed', async () => {
    const { child } = await otherStart();
    await end(child);
    lockDataFolder(dataDir).release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('a number that now belongs to another program holds nothing', () => {
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.ppid, identity: 'some other life' }));
    expect(() => lockDataFolder(dataDir).release()).not.toThrow();
  });

  it('a lock file with rubbish in it holds nothing', () => {
    writeFileSync(join(dataDir, 'lock'), '{"pi');
    expect(() => lockDataFolder(dataDir).release()).not.toThrow();
  });

  it('of five that start at once over a dead lock one is let in', async () => {
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: 2 ** 22 + 1, identity: 'long gone' }));
    const starts = await Promise.all(Array.from({ length: 5 }, otherStart));
    expect(starts.map(({ word }) => word).toSorted()).toEqual([...Array(4).fill('FolderInUse'), 'taken']);
    await Promise.all(starts.map(({ child }) => end(child)));
  });

  it.runIf(process.getuid?.() !== 0)('a folder that cannot be written is named with what to set', () => {
    chmodSync(dataDir, 0o500);
    expect(() => lockDataFolder(dataDir)).toThrow('DATA_DIR');
  });
});
