import { afterEach } from 'vitest';
import { takeHeard } from './heard.ts';

/** A test of a whole site fails by what was not seen; why is often in what its worker said. */
afterEach(({ task }) => {
  const heard = takeHeard();
  if (task.result?.state === 'fail' && heard.length > 0)
    console.error(`What was said until "${task.name}" failed:\n${heard.join('\n')}`);
});
