import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { type Life, storedSession } from './life.ts';
import { Refusal } from './refusal.ts';
import type { StoredSession, World } from './world.ts';

const declined = 'Your card was declined. Try a different card.';
const bankTakesMs = 3 * 24 * 60 * 60 * 1000;

type Posted = { Params: { id: string }; Body: Record<string, string> | undefined };

/** The page that a session's address leads to, for people and for browser tests. */
export function servePages(app: FastifyInstance, world: World, life: Life): void {
  const path = '/c/pay/:id';

  app.get<{ Params: { id: string } }>(path, (request, reply) =>
    showing(reply, () => pageOf(world, storedSession(world, request.params.id))),
  );
  app.post<Posted>(`${path}/pay`, ({ params, body }, reply) =>
    showing(reply, () => {
      const { session } = storedSession(world, params.id);
      life.pay(params.id, emailIn(body));
      return sendBack(reply, session);
    }),
  );
  app.post<Posted>(`${path}/debit`, ({ params, body }, reply) =>
    showing(reply, () => {
      const { session } = storedSession(world, params.id);
      life.pay(params.id, { method: 'debit', settlesAfterMs: bankTakesMs, ...emailIn(body) });
      return sendBack(reply, session);
    }),
  );
  app.post<{ Params: { id: string } }>(`${path}/decline`, (request, reply) =>
    showing(reply, () => {
      life.decline(request.params.id);
      return pageOf(world, storedSession(world, request.params.id), declined);
    }),
  );
}

function emailIn(body: Record<string, string> | undefined): { email?: string } {
  const email = body?.['email'];
  return email === undefined || email === '' ? {} : { email };
}

/** To where the shop wants its buyers, with the session's id in place of Stripe's placeholder. */
function sendBack(reply: FastifyReply, session: Stripe.Checkout.Session): string {
  const target = (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
  reply.code(303).header('location', target);
  return '';
}

function showing(reply: FastifyReply, html: () => string): FastifyReply {
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
  try {
    return reply.send(html());
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const words = '<h1>Nothing to pay here</h1><p role="status">This payment page is closed.</p>';
    return reply.code(error.details.status).send(layout('Payment page closed', words));
  }
}

function pageOf(world: World, stored: StoredSession, alert?: string): string {
  const { session } = stored;
  const merchant = escaped(world.account.name);
  const back =
    session.cancel_url === null
      ? ''
      : `<a class="back" href="${escaped(session.cancel_url)}">Back to ${merchant}</a>`;
  if (session.status !== 'open') {
    const what =
      session.status === 'complete' ? 'You are all done here' : 'Your checkout session has timed out';
    return layout(what, `${back}<h1>${what}</h1><p role="status">This payment page is closed.</p>`);
  }
  return layout(`Pay ${merchant}`, `${back}${orderOf(stored, merchant)}${formsOf(stored, alert)}`);
}

function orderOf({ session, order }: StoredSession, merchant: string): string {
  return `
    <p class="merchant">${merchant}</p>
    <h1>${escaped(order.name)}</h1>
    <p class="total">${escaped(priceOf(session.amount_total ?? 0, session.currency ?? 'usd'))}</p>`;
}

function formsOf({ session, order }: StoredSession, alert: string | undefined): string {
  const price = escaped(priceOf(session.amount_total ?? 0, session.currency ?? 'usd'));
  const at = `/c/pay/${session.id}`;
  const email =
    session.customer_email === null
      ? '<label>Email <input type="email" name="email" required autocomplete="email"></label>'
      : `<dl><dt>Email</dt><dd>${escaped(session.customer_email)}</dd></dl>`;
  return `
    ${alert === undefined ? '' : `<p class="alert" role="alert">${escaped(alert)}</p>`}
    <form method="post" action="${at}/pay" aria-label="Payment for ${escaped(order.name)}">
      ${email}
      <dl><dt>Card</dt><dd>4242 4242 4242 4242 (always accepted)</dd></dl>
      <button class="pay" type="submit">Pay ${price}</button>
      <button class="other" type="submit" formaction="${at}/debit">Pay by bank debit, takes 3 days</button>
      <button class="other" type="submit" formaction="${at}/decline" formnovalidate>Pay with a card that is declined</button>
    </form>`;
}

const hundredths = new Set(['isk', 'ugx']);
const wholeOnly = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const thousandths = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);

/** Stripe's integer as the buyer reads it. */
function priceOf(amount: number, currency: string): string {
  const digits = wholeOnly.has(currency) ? 0 : thousandths.has(currency) ? 3 : 2;
  const shown = hundredths.has(currency) ? 0 : digits;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  }).format(amount / 10 ** digits);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; --ink: #1a1f36; --soft: #4f566b; --card: #fff; --ground: #f6f8fa;
    --line: #d8dee6; --act: #0b5cd6; --act-ink: #fff; --bad: #a8102e; }
  @media (prefers-color-scheme: dark) { :root { --ink: #eef1f6; --soft: #b4bccb; --card: #1b2130;
    --ground: #11151f; --line: #343c4f; --act: #7fb0ff; --act-ink: #08131f; --bad: #ff9aa8; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground);
    color: var(--ink); font: 16px/1.5 system-ui, sans-serif; padding: 16px; }
  main { width: 100%; max-width: 420px; background: var(--card); border: 1px solid var(--line);
    border-radius: 12px; padding: 28px; box-shadow: 0 8px 28px rgb(0 0 0 / .08); }
  h1 { font-size: 1.15rem; font-weight: 600; margin: 4px 0; }
  .merchant, .note, dt { color: var(--soft); }
  .merchant { margin: 16px 0 0; }
  .total { font-size: 2.2rem; font-weight: 700; margin: 0 0 16px; letter-spacing: -.02em; }
  .back { color: var(--act); }
  dl { display: flex; justify-content: space-between; gap: 16px; margin: 0; padding: 10px 0;
    border-top: 1px solid var(--line); flex-wrap: wrap; }
  dd { margin: 0; overflow-wrap: anywhere; }
  label { display: block; padding: 10px 0; }
  input { width: 100%; font: inherit; padding: 10px; border: 1px solid var(--line); border-radius: 8px;
    background: var(--ground); color: inherit; }
  button { width: 100%; min-height: 44px; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
    margin-top: 12px; padding: 8px 12px; }
  .pay { border: 0; background: var(--act); color: var(--act-ink); }
  .other { border: 1px solid var(--line); background: transparent; color: inherit; font-weight: 500; }
  :focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
  .alert { border: 1px solid var(--bad); color: var(--bad); border-radius: 8px; padding: 10px 12px; }
  .note { font-size: .85rem; margin: 20px 0 0; }
</style>
</head>
<body>
<main>
${body}
<p class="note">A simulated payment page. No card is read and no money moves.</p>
</main>
</body>
</html>`;
}
