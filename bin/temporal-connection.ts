import type { ConnectionOptions } from '@temporalio/client';

/**
 * How our programs reach Temporal. Left alone, the transport waits up to two minutes before it looks again
 * for a server that was away for long: purchases and payments would wait as well.
 */
export function temporalConnection(address: string): ConnectionOptions {
  return {
    address,
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 500, 'grpc.max_reconnect_backoff_ms': 2000 },
  };
}
