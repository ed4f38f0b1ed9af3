// Usage: node bin/launch.mjs <command> [arguments], where bin/<command>.ts exists.
// Plain JavaScript over Node's own modules: this runs on a fresh clone, before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.streams-manager-install');
const oldestNode = [20, 19];

async function main() {
  demandNode();
  const [command, ...rest] = process.argv.slice(2);
  // npm takes the `--` away itself, other runners leave it.
  const args = rest[0] === '--' ? rest.slice(1) : rest;
  const script = join(root, 'bin', `${command}.ts`);
  if (!/^[a-z-]+$/.test(command ?? '') || !existsSync(script)) {
    throw new Error(`There is no command "${command ?? ''}". Usage: node bin/launch.mjs <command>`);
  }
  if (!isInstalled()) await installOnce();
  process.chdir(root);
  process.argv.splice(1, process.argv.length, script, ...args);
  await import(pathToFileURL(join(modules, 'tsx', 'dist', 'loader.mjs')).href);
  await import(pathToFileURL(script).href);
}

function demandNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new Error(
    `Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}. ` +
      'Debian and Ubuntu package older ones: take it from https://nodejs.org.',
  );
}

/** What the packages on disk must have been made from: the same lock on another system means other binaries. */
function wanted() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(JSON.stringify([dependencies, devDependencies]));
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`;
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();
}

/** Two commands started at once in a fresh clone must not both write the same folder. */
async function installOnce() {
  demandWritable();
  const lock = join(modules, '.streams-manager-installing');
  mkdirSync(modules, { recursive: true });
  for (let told = false; !takeLock(lock); told = true) {
    if (!told) console.error('Another start installs the packages here; waiting for it ...');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    if (!isInstalled()) await install();
  } finally {
    rmSync(lock, { force: true });
  }
}

function demandWritable() {
  try {
    accessSync(existsSync(modules) ? modules : root, constants.W_OK);
  } catch (error) {
    throw new Error(`The packages have to be installed in ${root}, and this user may not write there.`, {
      cause: error,
    });
  }
}

function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (existsSync(lock) && !isRunning(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
  return false;
}

function isRunning(pid) {
  // Between making the file and writing into it there is a moment without a number.
  if (!pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function install() {
  console.error(existsSync(stamp) ? 'The list of packages has changed.' : 'First start in this folder.');
  console.error('Installing the packages (about a minute) ...');
  const startedAt = Date.now();
  const ticker = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    console.error(`  ... ${seconds} s`);
  }, 5000);
  try {
    await runNpm();
  } finally {
    clearInterval(ticker);
  }
  writeFileSync(stamp, wanted());
  console.error(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function runNpm() {
  // `install`, not `ci`: a lock made on one system may lack another's optional packages, and `ci` then stops.
  // Development packages are part of it: the web pages are built here. The lock is read and left as it is.
  const args = [
    'install',
    '--include=dev',
    '--include=optional',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npm = process.env.npm_execpath;
  const isNpm = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const [program, first] = isNpm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(program, [...first, ...args], {
    cwd: root,
    env: { ...process.env, ...privateCache() },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: !isNpm && process.platform === 'win32',
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm install ended with code ${code}.`)),
    );
  });
}

/** npm keeps what it fetched in the user's home, which service accounts do not have. */
function privateCache() {
  const usual = process.env.npm_config_cache ?? join(process.env.HOME ?? '/', '.npm');
  return isUsable(usual) ? {} : { npm_config_cache: join(root, '.cache', 'npm') };
}

function isUsable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory();
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(error.code)) return false;
    throw error;
  }
}

main().catch((error) => {
  console.error(process.env.LOG_LEVEL === 'debug' ? error : error.message);
  // Without words of its own the cause may be all that helps.
  if (error.cause !== undefined) console.error(`  ${error.cause.message ?? error.cause}`);
  // Also where something that the command has begun would go on.
  process.exit(1);
});
