import { workflowInfo } from '@temporalio/workflow';

/** A cache miss replays the whole run: 400 events take about 0.2 s. */
const LONGEST_RUN_EVENTS = 400;

/** Time to go on as a new run, at the next point where nothing is under way. */
export function isRunLong(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > LONGEST_RUN_EVENTS;
}
