import { addUser, newId, type World } from './world.ts';

/** The accounts that every simulated server begins with. */
export const SEEDED = {
  administrator: { name: 'administrator', password: 'administrator-password' },
  /** Disabled, as a template should be: nobody signs in to it. */
  template: { name: 'template', password: 'template-password' },
  /** Somebody's account that no site knows of. */
  untracked: { name: 'untracked', password: 'untracked-password' },
} as const;

const LIBRARIES = [
  ['Movies', 'movies'],
  ['Shows', 'tvshows'],
  ['4K Movies', 'movies'],
  ['Music', 'music'],
  ['Kids', null],
  ['Anime', 'tvshows'],
] as const;

export function seed(world: World): void {
  for (const [name, type] of LIBRARIES) {
    const id = newId();
    world.libraries.set(id, { id, name, type, isNew: false });
  }
  const [movies] = world.libraries.keys();
  addUser(world, {
    ...SEEDED.administrator,
    policy: {
      IsAdministrator: true,
      IsHidden: false,
      EnableContentDeletion: true,
      EnableRemoteControlOfOtherUsers: true,
    },
  });
  const template = addUser(world, {
    ...SEEDED.template,
    policy: {
      IsDisabled: true,
      EnableAllFolders: false,
      EnableContentDownloading: false,
      EnableLiveTvAccess: false,
      EnableLiveTvManagement: false,
      EnableUserPreferenceAccess: false,
      MaxActiveSessions: 4,
      RemoteClientBitrateLimit: 20_000_000,
      SyncPlayAccess: 'JoinGroups',
    },
  });
  template.configuration = {
    ...template.configuration,
    SubtitleMode: 'Smart',
    SubtitleLanguagePreference: 'eng',
  };
  addUser(world, {
    ...SEEDED.untracked,
    policy: { EnableAllFolders: false, EnabledFolders: movies === undefined ? [] : [movies] },
  });
}
