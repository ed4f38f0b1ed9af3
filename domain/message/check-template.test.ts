import { describe, expect, it } from 'vitest';
import { checkTemplate } from './check-template.ts';
import { allowedPlaceholders, type MessageEventName, messageEvents, sampleContext } from './events.ts';
import { builtInTemplate, render } from './render.ts';

const events = Object.keys(messageEvents) as MessageEventName[];

describe('checking a template before it is saved', () => {
  it.each(events)('finds nothing wrong with the built-in %s', (event) => {
    const { subject, text, html } = builtInTemplate(event);

    expect([subject, text, html].map((source) => checkTemplate(event, source))).toEqual([
      { ok: true },
      { ok: true },
      { ok: true },
    ]);
  });

  it.each(events)('lets %s use each of its placeholders', (event) => {
    const source = allowedPlaceholders(event)
      .map((name) => `{{ ${name} }}`)
      .join(' ');

    expect(checkTemplate(event, source)).toEqual({ ok: true });
  });

  it('refuses an unknown variable with line and column', () => {
    expect(checkTemplate('testMessage', 'Hello\n  {{ member.nickname }}')).toEqual({
      ok: false,
      line: 2,
      column: 6,
      message: 'unknown placeholder: member.nickname',
    });
  });

  it('refuses a placeholder of another message', () => {
    expect(checkTemplate('resetPassword', '{{ credentials.password }}')).toMatchObject({
      ok: false,
      line: 1,
    });
  });

  it('finds an unknown variable in a branch that the sample does not reach', () => {
    const source = '{% if days_left > 1000 %}\n{{ nobody }}{% endif %}';

    expect(checkTemplate('subscriptionExpiringSoon', source)).toMatchObject({
      ok: false,
      line: 2,
      column: 4,
    });
  });

  it('refuses an unknown filter with line and column', () => {
    expect(checkTemplate('testMessage', 'a\nb {{ site.name | shout }}')).toEqual({
      ok: false,
      line: 2,
      column: 3,
      message: 'undefined filter: shout',
    });
  });

  it('refuses what does not parse with line and column', () => {
    expect(checkTemplate('testMessage', 'a\n{% if site.name %}')).toMatchObject({
      ok: false,
      line: 2,
      column: 1,
    });
    expect(checkTemplate('testMessage', '{{ site.name ')).toMatchObject({ ok: false, line: 1, column: 1 });
  });

  it('refuses square brackets around a name, not those in a text', () => {
    expect(checkTemplate('testMessage', 'a\n{{ site["name"] }}')).toMatchObject({
      ok: false,
      line: 2,
      column: 1,
    });
    expect(checkTemplate('testMessage', '[x] {{ site.name | append: "[y]" }}')).toEqual({ ok: true });
  });

  it('allows conditions, local names and filters', () => {
    const source = `{% assign n = member.name | upcase %}{% if days_left == 1 %}one{% else %}{{ days_left | plus: 1 }}{% endif %} {{ n | default: 'you' | truncate: 10 }}`;

    expect(checkTemplate('subscriptionExpiringSoon', source)).toEqual({ ok: true });
  });
});

/** Each tries to read what is not its own, or never to end. */
const hostile: Readonly<Record<string, string>> = {
  'includes a file': '{% include "package.json" %}',
  'renders a file': '{% render "/etc/passwd" %}',
  'extends a file': '{% layout "package.json" %}{% block a %}{% endblock %}',
  'reads a constructor': '{{ site.constructor }}{{ site.name.constructor.constructor }}{{ constructor }}',
  'reads a prototype': '{{ site.__proto__ }}{{ __proto__ }}{{ site["__proto__"] }}{{ site.toString }}',
  'reads globals': '{{ process.env }}{{ globalThis }}{{ require }}{{ this }}{{ self }}',
  'writes a prototype': '{% assign __proto__ = site %}{{ __proto__.name }}',
  'turns escaping off': '{{ site.name | raw }}',
  'dumps what it sees': '{{ site | json }}{{ site | inspect }}{{ site | jsonify }}',
  'runs an expression': '{{ site.name | where_exp: "x", "x" }}{{ site | map: "constructor" }}',
  'counts to 100 million': '{% for i in (1..100000000) %}{% endfor %}',
  'counts to a million': '{% for i in (1..999999) %}{% endfor %}',
  'counts in counts':
    '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
  'counts many times over': '{% for i in (1..9999) %}{% endfor %}'.repeat(500),
  'doubles a text':
    '{% assign x = "12345678" %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}{{ x }}',
  'squares a text':
    '{% assign x = "aaaaaaaa" %}{% for i in (1..9) %}{% assign x = x | replace: "a", x %}{% endfor %}',
  'joins a text to itself':
    '{% assign x = "aaaaaaaa" %}{% for i in (1..20) %}{% assign x = x | split: "" | join: x %}{% endfor %}',
  'prints a long text often':
    '{% assign x = "0123456789" %}{% for i in (1..12) %}{% assign x = x | append: x %}{% endfor %}{% for i in (1..900) %}{% for j in (1..900) %}{{ x }}{% endfor %}{% endfor %}',
  'asks for a wide date': '{{ "now" | date: "%999999999Y" }}',
  'prints a range': '{{ (1..100000000) }}',
  'opens without end': '{{'.repeat(14_000),
  'nests brackets': `{{ site${'[site'.repeat(4000)}${']'.repeat(4000)} }}`,
  'is too long': 'x'.repeat(200_000),
};

/** Odd, but within the limits. */
const heavy: Readonly<Record<string, string>> = {
  'nests conditions': `${'{% if site.name %}'.repeat(900)}${'{% endif %}'.repeat(900)}`,
  'asks a long question': `{% if site.name${' and site.name'.repeat(2100)} %}1{% endif %}`,
  'has a long chain of filters': `{{ site.name${' | upcase'.repeat(3000)} }}`,
};

describe('a hostile template', () => {
  it.each(Object.entries(hostile))('that %s is refused when it is saved, in time', (_what, source) => {
    const began = process.cpuUsage();

    const check = checkTemplate('testMessage', source);

    expect(workedMs(began)).toBeLessThan(2000);
    expect(check).toEqual({
      ok: false,
      line: expect.any(Number),
      column: expect.any(Number),
      message: expect.any(String),
    });
  });

  /** Work and not time: on a busy machine something light takes long as well. */
  const workedMs = (since: NodeJS.CpuUsage): number => process.cpuUsage(since).user / 1000;

  it.each(Object.entries(heavy))('that %s is judged in time when it is saved', (_what, source) => {
    const began = process.cpuUsage();

    const check = checkTemplate('testMessage', source);

    expect(workedMs(began)).toBeLessThan(2000);
    expect(check).toHaveProperty('ok');
  });

  it.each(Object.entries({ ...hostile, ...heavy }))(
    'that %s reads nothing and ends in time when it is sent',
    (_what, source) => {
      const edited = { subject: 'Edited', text: source, html: source };
      const began = process.cpuUsage();

      const { text, html } = render('testMessage', sampleContext('testMessage'), edited);

      expect(workedMs(began)).toBeLessThan(2000);
      expect(text + html).not.toMatch(/streams-manager|root:|function|native code|PATH|HOME/i);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect('name' in {}).toBe(false);
    },
  );
});
