import type { Liquid } from 'liquidjs';
import { createEngine } from './engine.ts';
import { allowedPlaceholders, messageEvents, type MessageContext, type MessageEventName } from './events.ts';
import { htmlPage, textPage } from './layout.ts';
import type { Placeholder } from './placeholders.ts';
import { htmlSource, textSource } from './wording.ts';

/** Liquid sources. `html` is what stands inside the frame of layout.ts. */
export interface MessageTemplate {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface RenderedMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly used: 'builtIn' | 'edited';
  /** Why the edited template was not used, in words for an admin. */
  readonly problem: string | null;
}

const longestSubject = 200;
const longestPart = 200_000;

const lenient = {
  text: createEngine({ part: 'text', isStrict: false }),
  html: createEngine({ part: 'html', isStrict: false }),
};

/**
 * The message as it goes out. An edited template that fails never holds a message up: the built-in text goes
 * out instead, and the answer says why.
 */
export function render<Name extends MessageEventName>(
  event: Name,
  context: MessageContext<Name>,
  edited?: MessageTemplate,
): RenderedMessage {
  const values = scopeOf(event, context);
  if (edited === undefined)
    return { ...fill(builtInTemplate(event), values), used: 'builtIn', problem: null };
  try {
    return { ...fill(edited, values), used: 'edited', problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'The template failed';
    return { ...fill(builtInTemplate(event), values), used: 'builtIn', problem };
  }
}

/** What the editor starts from and returns to. */
export function builtInTemplate(event: MessageEventName): MessageTemplate {
  const { wording } = messageEvents[event];
  return { subject: wording.subject, text: textSource(wording), html: htmlSource(wording) };
}

/** Template data: the placeholders of this event and nothing else, whatever else the caller's object carries. */
export type Scope = Readonly<Record<string, unknown>>;

export function scopeOf(
  event: MessageEventName,
  context: Readonly<Partial<Record<Placeholder, unknown>>>,
): Scope {
  const scope: Record<string, unknown> = {};
  for (const name of allowedPlaceholders(event)) {
    const [group = name, field] = name.split('.');
    const value = context[name] ?? '';
    scope[group] = field === undefined ? value : { ...(scope[group] as object | undefined), [field]: value };
  }
  return scope;
}

function fill(template: MessageTemplate, scope: Scope): MessageTemplate {
  const subject = oneLine(part(lenient.text, template.subject, scope));
  if (subject === '') throw new Error('The subject came out empty');
  const { name, uri } = scope['site'] as { name: string; uri: string };
  return {
    subject,
    text: textPage(part(lenient.text, template.text, scope), name, uri),
    html: htmlPage({ subject, body: part(lenient.html, template.html, scope), siteName: name, siteUri: uri }),
  };
}

function part(engine: Liquid, source: string, scope: Scope): string {
  const text = String(engine.parseAndRenderSync(source, scope));
  if (text.length > longestPart)
    throw new Error(`The message came out longer than ${longestPart} characters`);
  return text;
}

/** A subject is one line of a header; a name with a line break in it must not begin another one. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return Array.from(line).slice(0, longestSubject).join('');
}
