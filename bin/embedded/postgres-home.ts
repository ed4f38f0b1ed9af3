import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Account, canReach } from './account.ts';

/** The folder that holds a database cluster (`data`) and, where needed, a copy of its programs. */
export interface PostgresHome {
  readonly folder: string;
  readonly data: string;
}

export interface HomeRequest {
  readonly dataDir: string;
  readonly account: Account | null;
  readonly log: (words: string) => void;
}

const RECORD = 'postgres.location';
const ELSEWHERE = '/var/lib/streams-manager';

/**
 * Inside the data folder. Where the account that runs the database cannot get there (a folder that only root
 * may enter), in a place of its own, which is written down in the data folder.
 */
export function lastingHome({ dataDir, account, log }: HomeRequest): PostgresHome {
  const record = join(dataDir, RECORD);
  const inside = join(dataDir, 'postgres');
  if (existsSync(record)) return recordedHome(record, account);
  if (canReach(dataDir, account)) return makeHome(inside);
  const home = makeHome(placeElsewhere(dataDir, account));
  // First where it is, then what is there: a start that is cut off here moves the rest next time.
  writeFileSync(record, `${home.folder}\n`);
  log(`The account "${account?.name}" that runs PostgreSQL may not enter ${dataDir}.`);
  log(`The database is kept in ${home.folder} (noted in ${record}).`);
  moveIn(inside, home);
  return home;
}

/** Where the database of this data folder is; null where there is none yet. */
export function existingHome(dataDir: string): PostgresHome | null {
  const record = join(dataDir, RECORD);
  const folder = existsSync(record) ? readFileSync(record, 'utf8').trim() : join(dataDir, 'postgres');
  return existsSync(folder) ? { folder, data: join(folder, 'data') } : null;
}

/** For data that nobody will miss; the caller removes the folder. */
export function throwAwayHome(account: Account | null): PostgresHome {
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find(
    (folder) => existsSync(folder) && canReach(folder, account),
  );
  if (parent === undefined)
    throw new Error('There is no temporary folder that the database account may enter.');
  const folder = mkdtempSync(join(parent, 'streams-manager-postgres-'));
  return makeHome(folder);
}

function recordedHome(record: string, account: Account | null): PostgresHome {
  const folder = readFileSync(record, 'utf8').trim();
  if (!existsSync(folder)) {
    throw new Error(
      `The database of this site is kept in ${folder}, says ${record}, but that folder is gone. ` +
        `Put it back; or, to begin anew with nothing, remove ${record}.`,
    );
  }
  if (!canReach(folder, account)) {
    throw new Error(`The account "${account?.name}" that runs PostgreSQL may not enter ${folder}.`);
  }
  return makeHome(folder);
}

function makeHome(folder: string): PostgresHome {
  mkdirSync(folder, { recursive: true });
  // Others may pass through, as the database account has to, but not look around.
  chmodSync(folder, 0o711);
  return { folder, data: join(folder, 'data') };
}

function placeElsewhere(dataDir: string, account: Account | null): string {
  const path = realpathSync(dataDir);
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 12);
  // A data folder that is deleted and made again must not inherit the facts of the one before.
  const folder = join(ELSEWHERE, `${mark}-${randomBytes(4).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'belongs-to.txt'), `${path}\n`);
  } catch (error) {
    throw new Error(advice(dataDir, account), { cause: error });
  }
  if (!canReach(folder, account)) throw new Error(advice(dataDir, account));
  return folder;
}

function advice(dataDir: string, account: Account | null): string {
  return (
    `PostgreSQL does not run as root, and the account "${account?.name}" that should run it may neither enter ` +
    `${dataDir} nor ${ELSEWHERE}. Set DATA_DIR to a folder that others may pass through, or DATABASE_URL.`
  );
}

function moveIn(from: string, home: PostgresHome): void {
  const data = join(from, basename(home.data));
  if (!existsSync(data) || existsSync(home.data)) return;
  try {
    renameSync(data, home.data);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    const unfinished = `${home.data}.moving`;
    cpSync(data, unfinished, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    renameSync(unfinished, home.data);
    rmSync(data, { recursive: true });
  }
}
