import { dictionary } from '../../ui/language.ts';

const en = {
  lead: 'The media servers that members are let into. What you see is what was last known; looking asks none of them.',
  add: 'Add Jellyfin server',
  edit: 'Edit',
  sync: 'Sync',
  syncAsked: 'Sync asked for; the time of the last sync moves once it is done',
  libraries: 'Libraries',
  columns: {
    name: 'Name',
    state: 'State',
    use: 'Use',
    places: 'Places',
    libraries: 'Libraries',
    synced: 'Last sync',
    version: 'Version',
    address: 'Address',
  },
  empty: 'No server yet',
  emptyHelp:
    'Add the first media server. It is stored disabled, and its libraries are private until you file them.',
  disabled: 'Disabled',
  maintenance: 'Maintenance',
  closed: 'No new members',
  open: 'Open',
  trials: 'Trials',
  trialsOnly: 'Trials only',
  unfiled: (count: number) => `${count} not filed`,
  places: (used: string, all: string) => `${used} of ${all}`,
  syncing: 'sync asked for',
  address: {
    baseUrl: 'Address',
    baseUrlHelp: 'Where this site reaches the server, such as http://192.168.1.10:8096.',
    apiKey: 'API key',
    apiKeyHelp: 'Jellyfin: Dashboard, API Keys, a new key for this site.',
    apiKeyKept: 'One is stored. Type another to replace it.',
    test: 'Test connection',
    testing: 'Asking the server …',
    testFirst: 'The test must pass before the server can be added.',
    testAgain: 'The address or key changed since the last test.',
  },
  addDialog: {
    title: 'Add a Jellyfin server',
    action: 'Add server',
    added: (name: string, libraries: number) =>
      `${name} added with ${libraries === 1 ? '1 library' : `${libraries} libraries`}, disabled until you enable it`,
  },
  editDialog: {
    title: (name: string) => `Edit ${name}`,
    publicUrl: 'Address for members',
    publicUrlHelp: 'Shown in invitations. Blank: the address above.',
    maxUsers: 'Places',
    maxUsersUnit: 'members',
    maxUsersHelp: 'Blank: no limit.',
    priority: 'Order',
    priorityHelp: 'Lower comes first.',
    enabled: 'Enabled',
    enabledHelp: 'Members can be here at all.',
    allowNew: 'Takes new members',
    allowNewHelp: 'Off: whoever is here stays and can renew.',
    maintenance: 'Maintenance',
    maintenanceHelp: 'Nobody new is placed here meanwhile.',
    acceptsTrials: 'Accepts trials',
    acceptsTrialsHelp: 'People on a trial plan may be placed here.',
    trialsOnly: 'For trials only',
    trialsOnlyHelp:
      'Nobody with a paid plan has a place here: whoever buys is let in elsewhere first and leaves here then.',
    leaving: (count: number) =>
      `${count === 1 ? '1 member has' : `${count} members have`} a place here. Each is moved to another server as soon as one with a free place fits, and keeps access here until then.`,
    full: (used: number, max: number) =>
      `${used} places are taken, more than ${max}. Nobody is removed, but nobody new is placed here.`,
  },
};

export const words = dictionary({ en });
