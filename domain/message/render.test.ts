import { describe, expect, it } from 'vitest';
import { type MessageEventName, messageEvents, sampleContext } from './events.ts';
import { builtInTemplate, type MessageTemplate, render } from './render.ts';

const events = Object.keys(messageEvents) as MessageEventName[];

const reminder = sampleContext('subscriptionExpiringSoon');

function edited(part: Partial<MessageTemplate>): MessageTemplate {
  return { subject: 'Edited', text: 'Edited text', html: '<p>Edited html</p>', ...part };
}

function plain(html: string): string {
  return html.slice(html.indexOf('<body'));
}

describe('the built-in messages', () => {
  it.each(events)('%s says all it knows in both parts, and nothing undefined', (event) => {
    const message = render(event, sampleContext(event));

    expect(message).toMatchObject({ used: 'builtIn', problem: null });
    for (const part of [message.subject, message.text, message.html]) {
      expect(part).not.toMatch(/undefined|null|NaN|\[object|\{\{|\{%/);
      expect(part.trim()).not.toBe('');
    }
    const printed = Object.entries(sampleContext(event)).filter(([name]) => isPrinted(event, name));
    for (const [, value] of printed) {
      expect(message.text).toContain(String(value));
      expect(message.html).toContain(String(value));
    }
  });

  it.each(events)('%s has a subject of one line and no empty paragraph', (event) => {
    const { subject, html, text } = render(event, sampleContext(event));

    expect(subject).not.toMatch(/[\r\n]/);
    expect(subject.length).toBeLessThan(100);
    expect(html).not.toMatch(/<p[^>]*>\s*<\/p>/);
    expect(text).not.toMatch(/\n{3,}/);
  });

  it.each(events)('%s is a page that needs no picture, script or remote part', (event) => {
    const { html } = render(event, sampleContext(event));

    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).not.toMatch(/<img|<script|<link|url\(|@import|src=/i);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/class="button"/g) ?? []).toHaveLength(event === 'testMessage' ? 0 : 1);
  });

  it('leave out what has no value', () => {
    const gift = { ...sampleContext('subscriptionCreated'), 'payment.amount': '' };

    const { text, html } = render('subscriptionCreated', gift);

    expect(text).not.toMatch(/Paid|payment has arrived/);
    expect(html).not.toMatch(/Paid|payment has arrived/);
  });

  it('have no button where the address of the site is not set', () => {
    const message = render('accessRemoved', {
      ...sampleContext('accessRemoved'),
      'account.url': '/account',
      'server.name': '',
    });

    expect(message.text + message.html).not.toContain('Subscribe again');
    expect(message.subject).toBe('Your account on the media server was deleted');
  });

  it.each(['subscriptionExpiringSoon', 'timeEndedWarning', 'subscriptionExpired'] as const)(
    '%s speaks of a trial as one, and leads to the plans',
    (event) => {
      const values = { ...sampleContext(event), 'renew.url': 'https://site.example.org/subscribe' };
      const trial = render(event, { ...values, 'trial.to': 'tomorrow', 'plan.cost': '' });
      const paid = render(event, sampleContext(event));

      expect(trial.text).toMatch(/Your trial/);
      expect(trial.text).toContain('Choose a plan:\nhttps://site.example.org/subscribe');
      expect(trial.text + trial.html + trial.subject).not.toMatch(/paid time|Renew|Extend|Price/);
      expect(paid.text).toMatch(/paid time/);
      expect(paid.text + paid.html).not.toMatch(/trial|Choose a plan/i);
    },
  );

  it.each(['subscriptionCreated', 'subscriptionRenewed'] as const)(
    '%s says of time that waits for the first playback that its end is the latest',
    (event) => {
      const waits = render(event, { ...sampleContext(event), 'clock.starts_by': '21 November 2026' });
      const counts = render(event, { ...sampleContext(event), 'clock.starts_by': '' });

      expect(waits.text).toContain('when you first watch something, and on 21 November 2026 at the latest');
      expect(counts.text + counts.subject).not.toMatch(/watch|at the latest/);
    },
  );

  it('say when the account is deleted, or that a new one is made where it went at once', () => {
    const later = render('subscriptionExpired', sampleContext('subscriptionExpired'));
    const atOnce = render('subscriptionExpired', {
      ...sampleContext('subscriptionExpired'),
      'removal.on': '',
    });

    expect(later.text).toContain('Renew before 21 December 2026 at 18:00 UTC');
    expect(atOnce.text).not.toContain('Renew before');
    expect(atOnce.text).toContain('a new account on the media server is made for you');
  });

  it.each([
    [3, 'Your access ends in 3 days'],
    [1, 'Your access ends in one day'],
    [0, 'Your access ends in less than a day'],
  ])('remind with %i days left: %s', (days, subject) => {
    const message = render('subscriptionExpiringSoon', { ...reminder, days_left: days });

    expect(message.subject).toBe(subject);
    expect(message.text).toContain(`${subject}, on 14 December 2026 at 18:00 UTC.`);
    expect(plain(message.html)).toContain(`${subject}, on 14 December 2026 at 18:00 UTC.`);
  });
});

describe('what members and admins write', () => {
  const nasty = `<img src=x onerror=alert(1)> & "O'Neil" {{ site.name }}`;

  it('is escaped in html and left as it is in text and subject', () => {
    const { text, html } = render('subscriptionCreated', {
      ...sampleContext('subscriptionCreated'),
      'member.name': nasty,
    });

    expect(text).toContain(`Welcome, ${nasty}`);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &#34;O&#39;Neil&#34; {{ site.name }}');
    expect(html).not.toContain('<img');
  });

  it('is escaped in the frame around the message too', () => {
    const { html } = render('testMessage', { 'site.name': nasty, 'site.uri': 'https://x.example.org/"><b>' });

    expect(html).not.toMatch(/<img|<b>/);
  });

  it('begins no further header with a line break in a name', () => {
    const { subject } = render('provisioningFailed', {
      ...sampleContext('provisioningFailed'),
      'member.name': 'A\r\nBcc: other@example.org\u2028B',
    });

    expect(subject).toBe('A Bcc: other@example.org B has paid but could not be let in');
  });

  it('stays escaped when an edited template asks for the raw value', () => {
    const { html, used } = render(
      'subscriptionCreated',
      { ...sampleContext('subscriptionCreated'), 'member.name': '<b>' },
      edited({ html: '{{ member.name | raw }}{% assign n = member.name %}{{ n }}{% echo member.name %}' }),
    );

    expect(used).toBe('edited');
    expect(html).toContain('&lt;b&gt;&lt;b&gt;&lt;b&gt;');
  });
});

describe('an edited template', () => {
  it('is used, inside the same frame', () => {
    const message = render(
      'testMessage',
      sampleContext('testMessage'),
      edited({ text: 'From {{ site.name }}' }),
    );

    expect(message).toMatchObject({ subject: 'Edited', used: 'edited', problem: null });
    expect(message.text).toBe('From The site\n\n-- \nThe site\nhttps://site.example.org\n');
    expect(message.html).toContain('<p>Edited html</p>');
    expect(message.html).toContain('prefers-color-scheme');
  });

  it('can begin as the built-in one', () => {
    const fromBuiltIn = render(
      'resetPassword',
      sampleContext('resetPassword'),
      builtInTemplate('resetPassword'),
    );
    const builtIn = render('resetPassword', sampleContext('resetPassword'));

    expect(fromBuiltIn).toEqual({ ...builtIn, used: 'edited' });
  });

  it('prints nothing for an unknown name when it is sent', () => {
    const message = render(
      'testMessage',
      sampleContext('testMessage'),
      edited({ text: 'A{{ nobody.knows }}B' }),
    );

    expect(message.text).toMatch(/^AB\n/);
  });

  it.each([
    ['does not parse', edited({ text: '{% if %}' })],
    ['uses an unknown tag', edited({ html: '{% include "package.json" %}' })],
    ['has an empty subject', edited({ subject: ' {{ nobody }} ' })],
    ['never ends', edited({ text: '{% for i in (1..999999) %}{% endfor %}' })],
    [
      'grows without end',
      edited({
        text: '{% assign x = "12345678" %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}',
      }),
    ],
    [
      'comes out too long',
      edited({
        text: '{% assign x = site.name | append: "0123456789" %}{% for i in (1..30000) %}{{ x }}{% endfor %}',
      }),
    ],
  ])('that %s gives way to the built-in one, and the notice goes out', (_what, template) => {
    const builtIn = render('subscriptionExpiringSoon', reminder);

    const message = render('subscriptionExpiringSoon', reminder, template);

    expect(message).toMatchObject({ subject: builtIn.subject, text: builtIn.text, html: builtIn.html });
    expect(message.used).toBe('builtIn');
    expect(message.problem).toEqual(expect.any(String));
  });

  it('sees the placeholders of its event and nothing else that the caller holds', () => {
    const more = {
      ...sampleContext('testMessage'),
      'credentials.password': 'hidden',
      settings: { key: 'hidden' },
    };

    const message = render(
      'testMessage',
      more,
      edited({ text: '[{{ credentials.password }}{{ settings.key }}{{ settings }}{{ credentials }}]' }),
    );

    expect(message.text).toMatch(/^\[\]/);
  });
});

function isPrinted(event: MessageEventName, placeholder: string): boolean {
  return builtInTemplate(event).text.includes(`{{ ${placeholder} }}`);
}
