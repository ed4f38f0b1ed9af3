import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { workflowBundle } from '../../bin/worker/workflow-bundle.ts';
import { testCache } from './site-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The workflow code as the worker runs it, bundled once. */
    workflowBundlePath: string;
  }
}

export async function setup(project: TestProject): Promise<void> {
  project.provide('workflowBundlePath', await cleanBundle());
}

/** A warning of the bundler means that something stands in workflow code that may not be there. */
async function cleanBundle(): Promise<string> {
  const problems: string[] = [];
  const note = (data: Record<string, unknown>): void => void problems.push(String(data.problem));
  const unclean = (cause?: unknown): Error =>
    new Error(`The workflow code does not bundle cleanly:\n${problems.join('\n')}`, { cause });
  const bundling = workflowBundle(testCache, { info: () => undefined, warn: note, error: note });
  const path = await bundling.catch((error: unknown) => {
    throw unclean(error);
  });
  if (problems.length === 0) return path;
  rmSync(path);
  throw unclean();
}
