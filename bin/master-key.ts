import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Seal, sealWith } from '../db/seal.ts';

/** The site's key, made at first start. Whoever loses this file loses every stored secret. */
export function readOrMakeKey(path: string): Seal {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // `wx`: of two processes that start at once one makes the key and the other reads it.
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
    chmodSync(path, 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return sealWith(Buffer.from(readFileSync(path, 'utf8').trim(), 'base64'));
}
