import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLog } from './followed-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('followLog', () => {
  it('every whole line is told once, from where the file was when the site started', () => {
    const path = join(folder, 'deep', 'api.log');
    const told: string[] = [];
    const first = followLog(path, () => undefined);
    writeSync(first.fd, 'of last week\n');
    first.close();
    const log = followLog(path, (line) => told.push(line));
    writeSync(log.fd, 'one\ntw');
    expect(log.tail()).toBe('one');
    appendFileSync(path, 'o\nthree\n');
    expect(log.tail()).toBe('one\ntwo\nthree');
    log.close();
    expect(told).toEqual(['one', 'two', 'three']);
  });

  it('a file that grows large makes room and keeps one older part', () => {
    const path = join(folder, 'api.log');
    const log = followLog(path, () => undefined);
    writeSync(log.fd, `${'x'.repeat(99)}\n`.repeat(60_000));
    log.tail();
    writeSync(log.fd, 'after\n');
    expect(log.tail()).toMatch(/after$/);
    log.close();
    expect(statSync(path).size).toBe(6);
    expect(existsSync(`${path}.1`)).toBe(true);
  });
});
