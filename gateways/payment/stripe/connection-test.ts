import type Stripe from 'stripe';
import { type ConnectionTest, GatewayError } from '../../fault.ts';
import { asking } from './faults.ts';
import { modeOf, problemOf, type StripeKeys } from './keys.ts';
import { account, balance, read } from './wire.ts';

/** No session has this id. Closing it tells a key that may write from one that may only read. */
const nobodysSession = 'cs_test_streamsmanagerconnectiontest';

/** Tries everything a payment needs, without leaving a trace at Stripe, and says what is wrong in words. */
export async function testConnection(keys: StripeKeys, connected: () => Stripe): Promise<ConnectionTest> {
  const problem = problemOf(keys);
  if (problem !== null) {
    return { ok: false, fault: 'credentialsRejected', ...problem };
  }
  try {
    const api = connected();
    await checkMode(api, keys);
    await checkPermissions(api);
    return await describe(api, keys);
  } catch (error) {
    if (!(error instanceof GatewayError)) {
      throw error;
    }
    const field = error.fault === 'credentialsRejected' ? 'secretKey' : null;
    return { ok: false, fault: error.fault, field, message: error.message };
  }
}

async function checkMode(api: Stripe, keys: StripeKeys): Promise<void> {
  const reply = await asking('read', () => api.balance.retrieve());
  const mode = read(balance, reply).livemode ? 'live' : 'test';
  if (mode !== modeOf(keys.secretKey)) {
    throw new GatewayError('credentialsRejected', {
      message: `Stripe says that the secret key is for ${mode} mode, but it does not begin like one.`,
    });
  }
}

async function checkPermissions(api: Stripe): Promise<void> {
  await asking('read', () => api.checkout.sessions.list({ limit: 1 }));
  await asking('read', () => api.paymentIntents.list({ limit: 1 }));
  await asking('read', () => api.charges.list({ limit: 1 }));
  await asking('close', () => api.checkout.sessions.expire(nobodysSession)).catch((error: unknown) => {
    if (!(error instanceof GatewayError && error.fault === 'notFound')) {
      throw error;
    }
  });
}

async function describe(api: Stripe, keys: StripeKeys): Promise<ConnectionTest> {
  const known = await accountOf(api);
  const name = known?.settings?.dashboard?.display_name || known?.business_profile?.name || known?.id;
  const mode = modeOf(keys.secretKey) === 'live' ? 'live mode' : 'test mode, no real money moves';
  const warnings = [
    ...((await mayReadDisputes(api)) ? [] : [disputesUnread]),
    ...(known?.charges_enabled === false ? ['Stripe has not yet enabled payments for this account.'] : []),
    ...(keys.webhookSecret === ''
      ? ['Without a webhook signing secret payments are found by asking Stripe, only a little later.']
      : []),
  ];
  return { ok: true, summary: name ? `Connected to ${name}, ${mode}.` : `Connected, ${mode}.`, warnings };
}

const disputesUnread =
  'The key may not read disputes: chargebacks are not noticed. Give the restricted key Disputes: read.';

/** Payments work without, so it is no more than a warning. */
async function mayReadDisputes(api: Stripe): Promise<boolean> {
  try {
    await asking('read', () => api.disputes.list({ limit: 1 }));
    return true;
  } catch (error) {
    if (error instanceof GatewayError && error.fault === 'credentialsRejected') {
      return false;
    }
    throw error;
  }
}

/** A restricted key need not be allowed to read the account; its name is only a comfort. */
async function accountOf(api: Stripe) {
  try {
    return read(account, await asking('read', () => api.accounts.retrieveCurrent()));
  } catch (error) {
    if (error instanceof GatewayError && error.fault === 'credentialsRejected') {
      return null;
    }
    throw error;
  }
}
