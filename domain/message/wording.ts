import type { Placeholder } from './placeholders.ts';

/** A piece of a built-in message. Texts are Liquid sources. */
export type Block =
  | {
      readonly kind: 'paragraph';
      readonly text: string;
      /** Left out unless this placeholder has a value. */
      readonly when?: Placeholder;
      /** Left out if this placeholder has a value. */
      readonly unless?: Placeholder;
    }
  | { readonly kind: 'facts'; readonly rows: readonly FactRow[] }
  | { readonly kind: 'button'; readonly label: string; readonly to: Placeholder };

/** Left out where the placeholder is empty. */
interface FactRow {
  readonly label: string;
  readonly value: Placeholder;
}

/** One wording gives both parts of a message, so that text and html never say different things. */
export interface Wording {
  readonly subject: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function paragraphWhen(placeholder: Placeholder, text: string): Block {
  return { kind: 'paragraph', text, when: placeholder };
}

export function paragraphUnless(placeholder: Placeholder, text: string): Block {
  return { kind: 'paragraph', text, unless: placeholder };
}

export function facts(rows: Readonly<Record<string, Placeholder>>): Block {
  return { kind: 'facts', rows: Object.entries(rows).map(([label, value]) => ({ label, value })) };
}

export function button(label: string, to: Placeholder): Block {
  return { kind: 'button', label, to };
}

export function textSource(wording: Wording): string {
  return [wording.title, ...wording.blocks.map(textOf)].join('\n\n');
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return conditional(block, block.text);
    case 'facts':
      return block.rows.map((row) => ifGiven(row.value, `${row.label}: {{ ${row.value} }}\n`)).join('');
    case 'button':
      return ifLink(block.to, `${block.label}:\n{{ ${block.to} }}`);
  }
}

/** The part of the page that a template fills; layout.ts puts the frame around it. */
export function htmlSource(wording: Wording): string {
  return [
    `<h1 class="title" style="${style.title}">${wording.title}</h1>`,
    ...wording.blocks.map(htmlOf),
  ].join('\n');
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return conditional(block, `<p style="${style.paragraph}">${block.text}</p>`);
    case 'facts':
      return [
        `<table role="presentation" class="facts" style="${style.facts}">`,
        ...block.rows.map((row) => ifGiven(row.value, factRow(row))),
        '</table>',
      ].join('\n');
    case 'button':
      return ifLink(
        block.to,
        `<p style="${style.paragraph}"><a class="button" href="{{ ${block.to} }}" style="${style.button}">${block.label}</a></p>`,
      );
  }
}

function factRow(row: FactRow): string {
  const label = `<td class="quiet" style="${style.label}">${row.label}</td>`;
  return `<tr>${label}<td style="${style.value}">{{ ${row.value} }}</td></tr>`;
}

function conditional(
  block: { readonly when?: Placeholder; readonly unless?: Placeholder },
  source: string,
): string {
  if (block.when !== undefined) return ifGiven(block.when, source);
  if (block.unless !== undefined) return `{% if ${block.unless} == '' %}${source}{% endif %}`;
  return source;
}

/** Without the address of the site a link leads nowhere. */
function ifLink(placeholder: Placeholder, source: string): string {
  return `{% if ${placeholder} contains '://' %}${source}{% endif %}`;
}

function ifGiven(placeholder: Placeholder, source: string): string {
  return `{% if ${placeholder} != '' %}${source}{% endif %}`;
}

const style = {
  title: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600',
  paragraph: 'margin:0 0 16px;font-size:16px;line-height:1.55',
  facts: 'margin:0 0 16px;border-collapse:collapse;font-size:16px;line-height:1.5',
  label: 'padding:3px 20px 3px 0;vertical-align:top;white-space:nowrap;color:#595962',
  value: 'padding:3px 0;vertical-align:top;font-weight:600;word-break:break-word',
  button:
    'display:inline-block;padding:12px 22px;border-radius:8px;background:#2753c4;color:#ffffff;font-weight:600;text-decoration:none',
} as const;
