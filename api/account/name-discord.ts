import { z } from 'zod';
import { setDiscordId } from '../../db/queries/discord.ts';
import { memberOfLogin } from '../../db/queries/my-account.ts';
import { lockMember } from '../../db/queries/record-payment.ts';
import { DISCORD_ID_RULE, isDiscordId } from '../../domain/member/discord-id.ts';
import { Refusal } from '../refusal.ts';
import { limitedLoginProcedure } from '../trpc.ts';

const input = z.object({ discordId: z.string().trim().max(40).refine(isDiscordId, DISCORD_ID_RULE) });

/** Who the member is on Discord: somebody on the group's server, by their number. Answers how they are called there. */
export const nameDiscord = limitedLoginProcedure
  .meta({ limit: { max: 10, seconds: 60 } })
  .input(input)
  .mutation(async ({ ctx, input: { discordId } }) => {
    const { discordSync } = await ctx.settings();
    const member = await memberOfLogin(ctx.db, ctx.login.id);
    if (!discordSync.enabled || member === undefined) throw cannotAsk('discordOff');
    const found = await ctx.test.discordMember(discordSync, discordId);
    if (!found.ok) {
      ctx.log.warn({ fault: found.fault, message: found.message }, 'Discord could not be asked for a member');
      throw cannotAsk('discordAway');
    }
    if (found.member === null) throw wrongNumber('discordUnknown');
    const by = { actor: 'member', loginId: ctx.login.id } as const;
    const now = ctx.clock();
    await ctx.db.transaction().execute(async (trx) => {
      const memberId = await lockMember(trx, member.id);
      if ((await setDiscordId(trx, { memberId, discordId, by, now })) === 'taken')
        throw wrongNumber('discordTaken');
    });
    return { name: found.member.name };
  });

const words = {
  discordOff: 'There is no Discord server here.',
  discordAway: 'Discord cannot be asked now. Please try again later.',
  discordUnknown: 'Nobody with this number is on our Discord server. Join it first.',
  discordTaken: 'Another member has this number. Please write to the admins.',
} as const;

function cannotAsk(reason: 'discordOff' | 'discordAway'): Refusal {
  const code = reason === 'discordOff' ? 'notPossible' : 'unavailable';
  return new Refusal(code, { userMessage: words[reason], reason });
}

function wrongNumber(reason: 'discordUnknown' | 'discordTaken'): Refusal {
  return new Refusal('badInput', {
    userMessage: words[reason],
    fields: { discordId: words[reason] },
    reason,
  });
}
