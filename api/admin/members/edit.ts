import { z } from 'zod';
import { changedFields } from '../../../db/queries/audit.ts';
import { setDiscordId } from '../../../db/queries/discord.ts';
import { editMember } from '../../../db/queries/member-edit.ts';
import { adminProcedure } from '../../trpc.ts';
import { change } from '../change.ts';
import { id, wrongField } from '../input.ts';
import { discordId, memberFields } from './input.ts';
import { openMember } from './open-member.ts';

/** Without a `discordId` that one stays as it is. */
export const edit = adminProcedure
  .input(
    z.object({
      id,
      ...memberFields,
      email: z.union([z.literal(''), memberFields.email]),
      discordId: discordId.optional(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    await change(ctx, async ({ trx, now, by, audit }) => {
      const member = await openMember(trx, input.id);
      const { id: memberId, discordId: named = member.discord_id, ...fields } = input;
      // An address that is known once is never unknown again: messages may be on their way to it.
      if (fields.email === '' && member.email !== '') throw wrongField('email', 'An e-mail address');
      if ((await editMember(trx, member, fields)) === 'emailTaken')
        throw wrongField('email', 'Another member has this e-mail address');
      const admin = { actor: 'admin', loginId: by } as const;
      if ((await setDiscordId(trx, { memberId, discordId: named, by: admin, now })) === 'taken')
        throw wrongField('discordId', 'Another member has this Discord number');
      const before = {
        name: member.display_name,
        email: member.email,
        wantedUsername: member.wanted_username,
        notes: member.notes,
        discordId: member.discord_id,
      };
      await audit({
        action: 'members.edit',
        subject: 'member',
        subjectId: memberId,
        ...changedFields(before, { ...fields, email: fields.email.toLowerCase(), discordId: named }),
      });
    });
  });
