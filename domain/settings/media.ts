import { z } from 'zod';
import { flag, section, text } from './section.ts';

export const media = section({
  key: 'media',
  title: 'Media servers',
  help: 'What holds for every server.',
  schema: z.object({
    // A new site begins with it switched on, see api/setup/finish.ts; a site that never had the choice goes on removing.
    observeOnly: flag(false, {
      title: 'Only observe',
      help: 'What would take access away is listed and not done: removals, restrictions and disabled accounts at the end of paid time. Access is still given. Switching it off does what is listed, after you have seen it.',
    }),
    templateUser: text(80, {
      title: 'Template account',
      help: 'New accounts start from the settings of this account, which must exist on every Jellyfin server. It is never touched. Blank: the server decides.',
    }),
    importAsPermanent: flag(true, {
      title: 'Import as permanent members',
      help: 'Who is imported from a server keeps access without an end and as it is there. Off: they get the default plan, with its libraries, for its duration from then on.',
    }),
  }),
});
