import { DefaultLogger, type LogEntry, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { hear } from './heard.ts';

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

function note({ level, timestampNanos, message, meta }: LogEntry): void {
  const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
  const line = `${at} ${level} ${message} ${JSON.stringify(meta ?? {}, shown)}`;
  if (level === 'ERROR') console.error(line);
  else hear(line);
}

function shown(_key: string, value: unknown): unknown {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return typeof value === 'bigint' ? String(value) : value;
}
