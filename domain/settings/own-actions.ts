import { z } from 'zod';
import { flag, section, whole } from './section.ts';

export const ownActions = section({
  key: 'misc',
  title: 'Members’ own actions',
  help: 'What members may do on their account page without asking you.',
  schema: z.object({
    accountChangeEnabled: flag(false, {
      title: 'Change their media account',
      help: 'Members may take another account on the media server, once in 24 hours: a new one is made and the old one goes. Whoever has to change it needs this, or your help.',
    }),
    selfInviteEnabled: flag(true, {
      title: 'Re-invite themselves',
      help: 'Whoever is paid and whose account was removed on the server may have a new one made.',
    }),
    selfInviteCooldown: whole(
      { min: 0, max: 720, byDefault: 24 },
      { title: 'Wait between two', unit: 'hours', help: '0: no wait.' },
    ),
    selfInviteMax: whole(
      { min: 1, max: 100, byDefault: 3 },
      { title: 'At most', unit: 'in 30 days', help: 'Admins may re-invite a member as often as needed.' },
    ),
  }),
});
