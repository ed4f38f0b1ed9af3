import { DefaultLogger, type LogEntry, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { hear, inOneLine } from './heard.ts';

let isQuiet = false;

/** The SDK says where every worker begins and ends; tests want to hear of trouble only, and of much of it when they fail. */
export function quietTemporal(): void {
  if (isQuiet) return;
  Runtime.install({
    logger: new DefaultLogger('WARN', note),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
    },
    shutdownSignals: [],
  });
  isQuiet = true;
}

function note({ level, timestampNanos, message, meta = {} }: LogEntry): void {
  const trouble = { at: new Date(Number(timestampNanos / 1_000_000n)), level, message, data: meta };
  if (level === 'ERROR') console.error(inOneLine(trouble));
  else hear(trouble);
}
