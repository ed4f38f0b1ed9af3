// Usage: child.mjs <script>. What helps with TypeScript is loaded from inside: given to Node itself it would be loaded
// again by each thread that the program starts, and cost Temporal's workflow thread a sixth of its speed.
import { pathToFileURL } from 'node:url';

const script = process.argv[2];
if (script.endsWith('.ts')) await import('tsx');
// A built program says in which source something went wrong.
else process.setSourceMapsEnabled(true);
process.argv.splice(1, 2, script);
await import(pathToFileURL(script).href);
