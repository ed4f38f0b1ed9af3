import type { FastifyReply } from 'fastify';
import { hyphenatedId, type UserPolicy } from './policy.ts';
import type { Library, SignIn, StoredUser, World } from './world.ts';

export function idOut(world: World, id: string): string {
  return world.knobs.hyphenatedIds ? hyphenatedId(id) : id;
}

export function userOut(world: World, user: StoredUser) {
  return {
    Name: user.name,
    ServerId: world.identity.id,
    Id: idOut(world, user.id),
    HasPassword: user.password !== '',
    HasConfiguredPassword: user.password !== '',
    HasConfiguredEasyPassword: false,
    EnableAutoLogin: false,
    ...(user.lastLoginAt === null
      ? {}
      : { LastLoginDate: instant(user.lastLoginAt), LastActivityDate: instant(user.lastLoginAt) }),
    Configuration: user.configuration,
    Policy: policyOut(world, user.policy),
  };
}

/** What is null is not sent. */
function policyOut(world: World, policy: UserPolicy): Record<string, unknown> {
  const { emptyLists } = world.knobs;
  const out: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(policy)) {
    if (value === null) continue;
    if (!Array.isArray(value)) out[field] = value;
    else if (value.length > 0 || emptyLists === 'sent') out[field] = idListOut(world, field, value);
    else if (emptyLists === 'null') out[field] = null;
  }
  return out;
}

function idListOut(world: World, field: string, list: unknown[]): unknown[] {
  const holdsIds = /(Folders|Channels)$/.test(field) && field !== 'EnableContentDeletionFromFolders';
  return holdsIds ? list.map((id) => idOut(world, String(id))) : list;
}

export function libraryOut(world: World, library: Library) {
  return {
    Name: library.name,
    Locations: [`/media/${library.name.toLowerCase().replaceAll(' ', '-')}`],
    ...(library.type === null ? {} : { CollectionType: library.type }),
    LibraryOptions: { Enabled: true, EnableRealtimeMonitor: true },
    ...(library.isNew
      ? {}
      : { ItemId: idOut(world, library.id), PrimaryImageItemId: idOut(world, library.id) }),
    RefreshStatus: 'Idle',
  };
}

export function itemOut(world: World, library: Library) {
  return {
    Name: library.name,
    ServerId: world.identity.id,
    Id: idOut(world, library.id),
    IsFolder: true,
    Type: 'CollectionFolder',
    ...(library.type === null ? {} : { CollectionType: library.type }),
  };
}

export function sessionOut(world: World, signIn: SignIn) {
  return {
    Id: signIn.sessionId,
    UserId: idOut(world, signIn.userId),
    UserName: world.users.get(signIn.userId)?.name ?? '',
    Client: signIn.client,
    DeviceName: signIn.device,
    DeviceId: signIn.deviceId,
    ApplicationVersion: signIn.version,
    ServerId: world.identity.id,
    RemoteEndPoint: '127.0.0.1',
    LastActivityDate: instant(signIn.at),
    LastPlaybackCheckIn: instant(signIn.at),
    IsActive: true,
    SupportsMediaControl: signIn.canBeControlled,
    SupportsRemoteControl: signIn.canBeControlled,
    HasCustomDeviceName: false,
    PlayableMediaTypes: ['Audio', 'Video'],
    SupportedCommands: [],
    AdditionalUsers: [],
    PlayState: {
      CanSeek: signIn.playing !== null,
      IsPaused: false,
      IsMuted: false,
      RepeatMode: 'RepeatNone',
      PlaybackOrder: 'Default',
      ...(signIn.playing === null ? {} : { PositionTicks: 0, PlayMethod: 'DirectPlay' }),
    },
    ...(signIn.playing === null
      ? {}
      : { NowPlayingItem: { Name: signIn.playing, Id: signIn.sessionId, Type: 'Movie' } }),
  };
}

export function deviceOut(world: World, signIn: SignIn) {
  return {
    Name: signIn.device,
    Id: signIn.deviceId,
    LastUserName: world.users.get(signIn.userId)?.name ?? '',
    AppName: signIn.client,
    AppVersion: signIn.version,
    LastUserId: idOut(world, signIn.userId),
    DateLastActivity: instant(signIn.at),
    Capabilities: {
      PlayableMediaTypes: [],
      SupportedCommands: [],
      SupportsMediaControl: false,
      SupportsPersistentIdentifier: true,
    },
  };
}

export function instant(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}

/** What the server says outside its development mode when something inside refuses. */
export function refuse(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).type('text/plain').send('Error processing request.');
}

/** RFC 7807, for what the framework itself refuses. */
export function problem(reply: FastifyReply, status: number, title: string): FastifyReply {
  const body = { type: `https://tools.ietf.org/html/rfc9110#section-15.5.${status - 399}`, title, status };
  return reply.code(status).type('application/problem+json; charset=utf-8').send(JSON.stringify(body));
}

/** A text answer of a route, which the server writes as JSON. */
export function words(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(JSON.stringify(text));
}
