// Usage: child.mjs <script in TypeScript>. tsx is loaded from inside: given by --import it would be loaded again
// by each thread that the program starts, and cost Temporal's workflow thread a sixth of its speed.
import { pathToFileURL } from 'node:url';
import 'tsx';

const script = process.argv[2];
process.argv.splice(1, 2, script);
await import(pathToFileURL(script).href);
