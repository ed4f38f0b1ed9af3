import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { testCache } from './site-folder.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** As on a phone or a Mac: scroll bars lie over the page and take no room from it. */
const LOOKS = ['--enable-features=OverlayScrollbar'];

/** A real Chromium: the one that npm carries, or the machine's own Chrome where npm carries none. */
export async function launchBrowser(): Promise<Browser> {
  const hasOwn = process.platform === 'linux' && process.arch === 'x64';
  if (!hasOwn) return chromium.launch({ channel: 'chrome' });
  const folder = await unpacked();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    // Containers and root have no sandbox; it opens pages of our own only.
    args: ['--no-sandbox', '--font-render-hinting=none', ...LOOKS],
    // For the browser alone: our servers must not find these libraries.
    env: {
      ...definedOnly(process.env),
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_PATH: join(folder, 'fonts'),
    },
  });
}

/** Unpacked aside and put in place whole, so that two runs at once never start half a browser. */
async function unpacked(): Promise<string> {
  const folder = join(testCache, `chromium-${packagedVersion()}`);
  if (existsSync(folder)) return folder;
  mkdirSync(testCache, { recursive: true });
  const aside = mkdtempSync(`${folder}-`);
  try {
    await unpackInto(aside);
    writeFileSync(join(aside, 'fonts', 'fonts.conf'), fontsIn(folder));
    // Whoever runs the tests of this clone next may be another account.
    for (const path of [aside, join(aside, 'chromium')]) chmodSync(path, 0o755);
    renameSync(aside, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return folder;
}

/** The package unpacks into the temporary folder of its process, and adds system libraries where it is told so. */
async function unpackInto(folder: string): Promise<void> {
  const script =
    "const { default: packaged } = await import('@sparticuz/chromium'); await packaged.executablePath();";
  await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
}

function packagedVersion(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@sparticuz/chromium');
  return (require(join(dirname(entry), '..', 'package.json')) as { version: string }).version;
}

/** The package's own list of font folders names those of one cloud; pages look alike with its font alone. */
function fontsIn(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
