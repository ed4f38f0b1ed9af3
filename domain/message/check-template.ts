import { LiquidError, TokenKind, Tokenizer } from 'liquidjs';
import { createEngine } from './engine.ts';
import { allowedPlaceholders, type MessageEventName, sampleContext } from './events.ts';
import { scopeOf } from './render.ts';

export type TemplateCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly message: string };

const strict = createEngine({ part: 'html', isStrict: true });

/**
 * Whether an edited source (subject, text or html) may be saved: it must parse, know only the placeholders of
 * its event, also in branches that the sample does not reach, and render with the sample within its limits.
 */
export function checkTemplate(event: MessageEventName, source: string): TemplateCheck {
  try {
    const templates = strict.parse(source);
    const refusal = firstBracket(source) ?? firstUnknown(event, source);
    if (refusal !== null) return refusal;
    strict.renderSync(templates, scopeOf(event, sampleContext(event)));
    return { ok: true };
  } catch (error) {
    return refusalOf(error);
  }
}

/**
 * Square brackets are never needed to name a placeholder, and liquidjs 10.30 takes a minute to list the names
 * in a few thousand nested ones, outside all its limits.
 */
function firstBracket(source: string): TemplateCheck | null {
  const token = new Tokenizer(source)
    .readTopLevelTokens()
    .filter(({ kind }) => kind !== TokenKind.HTML)
    .find((code) =>
      code
        .getText()
        .replace(/'[^']*'|"[^"]*"/g, '')
        .includes('['),
    );
  if (token === undefined) return null;
  return refused(token.getPosition(), 'square brackets are not allowed: write member.name');
}

function firstUnknown(event: MessageEventName, source: string): TemplateCheck | null {
  const allowed = new Set<string>(allowedPlaceholders(event));
  const unknown = Object.values(strict.parseAndAnalyzeSync(source).globals)
    .flat()
    .filter((variable) => !allowed.has(variable.segments.map(String).join('.')))
    .toSorted((a, b) => a.location.row - b.location.row || a.location.col - b.location.col)[0];
  if (unknown === undefined) return null;
  const { row, col } = unknown.location;
  return refused([row, col], `unknown placeholder: ${String(unknown)}`);
}

function refusalOf(error: unknown): TemplateCheck {
  if (!(error instanceof Error)) throw error;
  if (!LiquidError.is(error)) return refused([], error.message);
  const message = error.message.replace(/, line:\d+, col:\d+$/, '');
  return refused((error as LiquidError).token.getPosition(), message);
}

function refused(position: readonly number[], message: string): TemplateCheck {
  const [line = 1, column = 1] = position;
  return { ok: false, line, column, message };
}
