/** Longer than the worker needs for what it has under way (its shutdownForceTime). */
const GONE_WITHIN_MS = 12_000;

/**
 * Calls `stop` once, on SIGINT or SIGTERM or when the process that started this one is gone: a child whose
 * supervisor was killed must not go on beside the next one.
 */
export function stopWithParent(stop: () => void): void {
  let isStopping = false;
  const once = () => {
    if (isStopping) return;
    isStopping = true;
    // A connection whose other end died at the same moment may never say that it has closed.
    setTimeout(() => process.exit(1), GONE_WITHIN_MS).unref();
    stop();
  };
  process.once('SIGINT', once);
  process.once('SIGTERM', once);
  if (process.send === undefined) return;
  process.once('disconnect', once);
  // Listening must not by itself keep a process alive that has nothing else to do.
  process.channel?.unref();
  // Its end during our start went unheard.
  if (!process.connected) once();
}
