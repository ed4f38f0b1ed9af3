/** The number of a Discord account or server, never a name: 17 to 20 digits. */
export function isDiscordId(text: string): boolean {
  return /^[0-9]{17,20}$/.test(text);
}

export const DISCORD_ID_RULE = 'A number of 17 to 20 digits';
