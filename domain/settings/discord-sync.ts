import { z } from 'zod';
import { DISCORD_ID_RULE, isDiscordId } from '../member/discord-id.ts';
import { flag, secret, section, text, whole } from './section.ts';

export const discordSync = section({
  key: 'discordSync',
  title: 'Discord',
  help: 'Members whose Discord number is known leave your Discord server after their time has ended. Permanent members are left alone.',
  test: 'discord',
  schema: z.object({
    enabled: flag(false, { title: 'Use Discord' }),
    botToken: secret({
      title: 'Bot token',
      help: 'Of a bot of your own, made on Discord’s developer pages and invited to your server.',
    }),
    guildId: text(20, {
      title: 'Server id',
      help: 'In Discord, with developer mode on: right-click the server, “Copy Server ID”.',
    }),
    kick: flag(false, {
      title: 'Take ended members off the server',
      help: 'The bot needs the permission “Kick Members” and a role above theirs. Whoever pays before stays.',
    }),
    kickAfterDays: whole(
      { min: 0, max: 3650, byDefault: 0 },
      { title: 'Take off after', unit: 'days', help: 'After the end of the paid time. 0: at once.' },
    ),
  }),
  check: (value) => ({
    ...(value.enabled && value.botToken === '' ? { botToken: 'Needed to use Discord' } : {}),
    ...(value.enabled && value.guildId === '' ? { guildId: 'Needed to use Discord' } : {}),
    ...(value.guildId !== '' && !isDiscordId(value.guildId) ? { guildId: DISCORD_ID_RULE } : {}),
  }),
});

export type DiscordSettings = z.output<typeof discordSync.schema>;
