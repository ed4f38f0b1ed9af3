import { endSessions, type LoginForChange, lockLogin } from '../../../db/queries/logins-panel.ts';
import { rightsOf } from '../../../db/queries/roles.ts';
import { recordEvent } from '../../../db/queries/timeline.ts';
import { type LoginDeed, type WhyNotLogin, whyNotLogin } from '../../../domain/login/login-deeds.ts';
import { type Rights, type WhyNotOver, whyNotOver } from '../../../domain/login/rights.ts';
import { Refusal } from '../../refusal.ts';
import type { AdminContext, Change } from '../change.ts';
import { notThere } from '../input.ts';

const sentences: Readonly<Record<WhyNotLogin, string>> = {
  lastAdministrator:
    'This is the last administrator who can sign in. Make somebody else an administrator first.',
  notConfirmed:
    'The address of this login is not confirmed yet. Its owner has to open the mailed link first.',
  disabled: 'This login is disabled. Enable it first.',
};

const overs: Readonly<Record<WhyNotOver, string>> = {
  administratorsOnly: 'Only an administrator may do this to an administrator, or make one.',
  moreThanYours: 'This role may do more than yours, so only somebody who may do as much can do this.',
};

/** Locked until the change is done, so that nobody else changes it or the administrators meanwhile. */
export async function lockedLogin(ctx: AdminContext, { trx }: Change, id: string): Promise<LoginForChange> {
  const login = await lockLogin(trx, id);
  if (login === null) throw notThere('login');
  refuseOver(ctx.rights, await rightsOf(trx, login, true));
  return login;
}

/** Nobody acts on a login that may do more than their own, nor makes one such. */
export function refuseOver(own: Rights, others: Rights): void {
  const reason = whyNotOver(own, others);
  if (reason !== null) throw new Refusal('notAllowed', { userMessage: overs[reason], reason });
}

export function refuseDeed(deed: LoginDeed, login: LoginForChange): void {
  const reason = whyNotLogin(deed, login);
  if (reason !== null) throw refuse(reason);
}

export function refuse(reason: WhyNotLogin): Refusal {
  return new Refusal('notPossible', { userMessage: sentences[reason], reason });
}

/** Signs the login out; whoever does it to their own login stays signed in where they do it. */
export async function signOut(ctx: AdminContext, { trx }: Change, loginId: string): Promise<void> {
  await endSessions(trx, loginId, loginId === ctx.login.id ? ctx.sessionId : null);
}

/** The login's member sees it in the timeline. */
export async function tellMember(
  { trx, now, by }: Change,
  login: LoginForChange,
  kind: 'loginDisabled' | 'loginEnabled' | 'loginRemoved',
): Promise<void> {
  if (login.memberId === null) return;
  await recordEvent(trx, {
    memberId: login.memberId,
    at: now,
    kind,
    actor: 'admin',
    actorLoginId: by,
    dedupKey: `${kind}/${login.id}/${now.getTime()}`,
  });
}
