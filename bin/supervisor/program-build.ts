import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

export type ProgramName = 'api' | 'worker';

/**
 * Makes one file of each of our programs, in a folder that nobody else writes to, and answers their paths. Loading
 * some hundred sources one by one costs each start a second or two of a core; this is done in a fraction of one.
 * Packages stay where they are.
 */
export async function buildPrograms(root: string, folder: string): Promise<Record<ProgramName, string>> {
  await build({
    entryPoints: { api: join(root, 'bin', 'api.ts'), worker: join(root, 'bin', 'worker.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
    plugins: [packagesWhereTheyAre, sourcesThatKnowTheirPlace],
  });
  return { api: join(folder, 'api.mjs'), worker: join(folder, 'worker.mjs') };
}

/** As Node itself finds them from here: the folder may lie anywhere. */
const packagesWhereTheyAre: Plugin = {
  name: 'packages-where-they-are',
  setup(made) {
    made.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: import.meta.resolve(path), external: true },
    );
  },
};

/** Some look for files beside themselves. */
const sourcesThatKnowTheirPlace: Plugin = {
  name: 'sources-that-know-their-place',
  setup(made) {
    made.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const place = JSON.stringify(pathToFileURL(path).href);
      return { contents: source.replaceAll('import.meta.url', place), loader: 'ts' };
    });
  },
};
