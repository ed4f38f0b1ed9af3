import type { ReInviteRefusal } from '../domain/access/re-invite.ts';
import { Refusal } from './refusal.ts';

const words: Readonly<Record<ReInviteRefusal['code'], string>> = {
  noTime: 'There is no paid time now, so there is no access to give.',
  notLost: 'No account is missing on a server.',
  hasAccess: 'Another account works.',
  accountChange: 'The media account has to be changed first.',
  suspended: 'Access is suspended.',
  off: 'Please ask the admins for a new account.',
  tooSoon: 'The last time was too short ago.',
  tooOften: 'It was done as often as it may be within 30 days.',
};

export function cannotReInvite({ code }: ReInviteRefusal): Refusal {
  return new Refusal('notPossible', { userMessage: words[code], reason: code });
}
