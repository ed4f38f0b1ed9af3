import { type DiscordSimulator, startDiscord } from '../../test/simulators/discord/index.ts';
import { type JellyfinSimulator, startJellyfin } from '../../test/simulators/jellyfin/index.ts';
import { type MailSimulator, startMail } from '../../test/simulators/mail/index.ts';
import { startStripe, type StripeSimulator } from '../../test/simulators/stripe/index.ts';
import type { Outside } from './house.ts';

export interface OutsideWorld {
  readonly stripe: StripeSimulator;
  readonly jellyfins: readonly JellyfinSimulator[];
  readonly mail: MailSimulator;
  readonly discord: DiscordSimulator;
  /** As the site's settings need it. */
  readonly outside: Outside;
  close(): Promise<void>;
}

/** One simulator of each outside system, on free ports of loopback. */
export async function startOutsideWorld(): Promise<OutsideWorld> {
  const stripe = await startStripe();
  const jellyfins = [
    await startJellyfin({ serverName: 'Cinema', version: '10.11' }),
    await startJellyfin({ serverName: 'Lounge', version: '12' }),
  ];
  const mail = await startMail();
  const discord = await startDiscord();
  return {
    stripe,
    jellyfins,
    mail,
    discord,
    outside: {
      stripe: stripe.keys,
      discord: { botToken: discord.botToken, guildId: discord.guildId, addUser: discord.addUser },
      smtp: { host: '127.0.0.1', port: mail.smtpPort },
      jellyfins: jellyfins.map(({ url, apiKey }) => ({ url, apiKey })),
    },
    async close() {
      await Promise.all([
        stripe.close(),
        mail.close(),
        discord.close(),
        ...jellyfins.map((jellyfin) => jellyfin.close()),
      ]);
    },
  };
}

/** Name, address, credentials and control address of each, for any client that wants to be pointed at them. */
export function describeOutsideWorld({ stripe, jellyfins, mail, discord }: OutsideWorld) {
  const control = (url: string) => `${url}/__control`;
  return {
    stripe: { url: stripe.url, credentials: stripe.keys, control: control(stripe.url) },
    ...Object.fromEntries(
      jellyfins.map(({ url, apiKey, knobs }) => [
        `jellyfin-${knobs.version}`,
        { url, credentials: { apiKey }, control: control(url) },
      ]),
    ),
    mail: {
      url: mail.url,
      credentials: { smtpHost: '127.0.0.1', smtpPort: mail.smtpPort },
      control: control(mail.url),
    },
    discord: {
      url: discord.url,
      credentials: { botToken: discord.botToken, guildId: discord.guildId },
      control: control(discord.url),
    },
  };
}
