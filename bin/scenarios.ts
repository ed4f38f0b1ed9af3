import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { problemsOf, quotedBelow, tableOf } from './check/scenarios.ts';

// Usage: npm run scenarios [-- --check]. Writes docs/scenarios.md, or only says whether it is up to date.

const root = fileURLToPath(new URL('..', import.meta.url));
const path = `${root}docs/scenarios.md`;
const quoted = quotedBelow(root);
const table = tableOf(quoted);
const isCheck = process.argv.includes('--check');
if (!isCheck) writeFileSync(path, table);
const problems = [
  ...problemsOf(quoted),
  ...(readFileSync(path, 'utf8') === table ? [] : ['docs/scenarios.md is old: run npm run scenarios']),
];
for (const problem of problems) console.error(problem);
console.log(
  `${new Set(quoted.map(({ of, number }) => `${of} ${number}`)).size} scenarios and rows are shown by ${quoted.length} tests`,
);
process.exit(problems.length > 0 ? 1 : 0);
