import { Liquid } from 'liquidjs';

/** Characters. Finding where each name stands takes their number times this, so it is kept short. */
const longestTemplate = 30_000;
const renderMilliseconds = 200;
/** Characters and list items that a template may make while it runs. */
const memory = 1_000_000;

/** What a message needs. Tags that look up other templates and filters that take or make code stay out. */
const allowedTags = new Set([
  '#',
  'assign',
  'break',
  'case',
  'comment',
  'continue',
  'echo',
  'for',
  'if',
  'raw',
  'unless',
]);

const allowedFilters = new Set([
  'append',
  'at_least',
  'at_most',
  'capitalize',
  'default',
  'divided_by',
  'downcase',
  'first',
  'join',
  'last',
  'minus',
  'modulo',
  'plus',
  'prepend',
  'remove',
  'replace',
  'round',
  'size',
  'split',
  'strip',
  'times',
  'truncate',
  'truncatewords',
  'upcase',
  'url_encode',
]);

interface EngineOptions {
  readonly part: 'text' | 'html';
  /** Unknown names are errors: when a template is checked. When it is sent they print nothing. */
  readonly isStrict: boolean;
}

/**
 * Liquid with everything shut that its defaults leave open: no files, no prototypes, limits on length, time
 * and memory, and values escaped in html. `raw` is not among the filters, for it would undo the escaping.
 */
export function createEngine({ part, isStrict }: EngineOptions): Liquid {
  const engine = new Liquid({
    templates: {},
    parseLimit: longestTemplate,
    renderLimit: renderMilliseconds,
    memoryLimit: memory,
    ownPropertyOnly: true,
    strictFilters: isStrict,
    strictVariables: isStrict,
    ...(part === 'html' ? { outputEscape: 'escape' as const } : {}),
  });
  keepOnly(engine.tags, allowedTags);
  keepOnly(engine.filters, allowedFilters);
  return engine;
}

function keepOnly(entries: Record<string, unknown>, allowed: ReadonlySet<string>): void {
  for (const name of Object.keys(entries)) {
    if (!allowed.has(name)) delete entries[name];
  }
}
