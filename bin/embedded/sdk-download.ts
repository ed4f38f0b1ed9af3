import { TestWorkflowEnvironment } from '@temporalio/testing';

/** Usage: sdk-download.ts temporal-cli|temporal-test-server <folder>. Leaves the program in the folder. */
const [, , program, downloadDir = '.'] = process.argv;
const server = { executable: { type: 'cached-download' as const, downloadDir } };
const running =
  program === 'temporal-cli'
    ? await TestWorkflowEnvironment.createLocal({ server })
    : await TestWorkflowEnvironment.createTimeSkipping({ server });
await running.teardown();
