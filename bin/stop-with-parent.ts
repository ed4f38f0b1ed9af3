/**
 * Calls `stop` once, on SIGINT or SIGTERM or when the process that started this one is gone: a child whose
 * supervisor was killed must not go on beside the next one.
 */
export function stopWithParent(stop: () => void): void {
  let isStopping = false;
  const once = () => {
    if (isStopping) return;
    isStopping = true;
    stop();
  };
  process.once('SIGINT', once);
  process.once('SIGTERM', once);
  if (process.send !== undefined) process.once('disconnect', once);
}
