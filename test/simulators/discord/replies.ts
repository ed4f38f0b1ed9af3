import type { DiscordUser, Guild, GuildMember, Role } from './world.ts';

function userOut({ id, username, isBot }: DiscordUser) {
  return {
    id,
    username,
    avatar: null,
    discriminator: isBot ? '4207' : '0',
    public_flags: 0,
    flags: 0,
    bot: isBot,
    banner: null,
    accent_color: null,
    global_name: isBot ? null : username.toUpperCase(),
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
  };
}

/** The bot about itself. */
export function selfOut(bot: DiscordUser) {
  return { ...userOut(bot), mfa_enabled: true, locale: 'en-US', verified: true, email: null };
}

export function memberOut({ user, roles, joinedAt }: GuildMember) {
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: new Date(joinedAt).toISOString().replace('Z', '000+00:00'),
    nick: null,
    pending: false,
    premium_since: null,
    roles: [...roles],
    user: userOut(user),
    mute: false,
    deaf: false,
  };
}

function roleOut({ id, name, permissions, position }: Role) {
  return {
    id,
    name,
    permissions: permissions.toString(),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  };
}

export function guildOut({ id, name, ownerId, roles }: Guild) {
  return {
    id,
    name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: ownerId,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: roles.map(roleOut),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    premium_progress_bar_enabled_user_updated_at: null,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}
