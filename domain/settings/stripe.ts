import { z } from 'zod';
import { flag, secret, section, text } from './section.ts';

export const stripe = section({
  key: 'stripe',
  title: 'Stripe',
  help: 'Card payments on a page that Stripe hosts. No card data touches this site.',
  test: 'stripe',
  schema: z.object({
    enabled: flag(false, { title: 'Offer Stripe at checkout' }),
    transactionSync: flag(false, {
      title: 'Read all payments of the account',
      help: 'Money that was sent to the Stripe account directly becomes time of the member whose address paid. All that comes in there is taken for the group’s: use an account of its own.',
    }),
    publishableKey: text(255, { title: 'Publishable key', help: 'Begins with pk_test_ or pk_live_.' }),
    secretKey: secret({ title: 'Secret key', help: 'Begins with sk_ or rk_; a restricted key is best.' }),
    webhookSecret: secret({
      title: 'Webhook signing secret',
      help: 'Begins with whsec_. Optional: without it payments are found by asking Stripe, only a little later.',
    }),
  }),
  check: (value) => ({
    ...(value.enabled && value.secretKey === '' ? { secretKey: 'Needed to offer Stripe' } : {}),
    ...(value.transactionSync && value.secretKey === '' ? { secretKey: 'Needed to read payments' } : {}),
    ...(value.secretKey !== '' && !/^(sk|rk)_(test|live)_/.test(value.secretKey)
      ? { secretKey: 'Begins with sk_test_, sk_live_, rk_test_ or rk_live_' }
      : {}),
    ...(value.publishableKey !== '' && !/^pk_(test|live)_/.test(value.publishableKey)
      ? { publishableKey: 'Begins with pk_test_ or pk_live_' }
      : {}),
    ...(value.webhookSecret !== '' && !value.webhookSecret.startsWith('whsec_')
      ? { webhookSecret: 'Begins with whsec_' }
      : {}),
  }),
});

export type StripeSettings = z.output<typeof stripe.schema>;
