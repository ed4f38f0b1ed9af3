import { formatInstant } from '../../ui/format.ts';
import { dictionary } from '../../ui/language.ts';

const en = {
  open: 'Import from servers…',
  title: 'Import from servers',
  help: 'People who have an account on a server and are no members yet. Who becomes one is not told.',
  noAddress:
    'Their addresses are not known: messages reach them, and they can sign in here, once you enter one on their page.',
  readAgain: 'Read the servers again',
  readAt: (ago: string) => `Accounts read ${ago}`,
  action: (count: number) => (count === 0 ? 'Import' : `Import ${count}`),
  done: (count: number) => (count === 1 ? '1 member imported' : `${count} members imported`),
  permanent: (count: number) =>
    count === 1
      ? '1 account becomes a permanent member. Nothing changes on the server: it keeps its libraries as they are, without an end, until you choose a plan.'
      : `${count} accounts become permanent members. Nothing changes on the servers: they keep their libraries as they are, without an end, until you choose a plan.`,
  timed: (count: number, plan: string, until: number) =>
    `${count === 1 ? '1 account gets' : `${count} accounts get`} ${plan} until ${formatInstant(until)}, for nothing. Their libraries and rights become those of the plan: what they have beyond it goes, and at the end access ends as for everybody.`,
  setting: 'Change this in the settings',
  nobodyChosen: 'Nobody is chosen.',
  noServers: 'No server is in use. Add one and enable it first.',
  nobodyNew: 'Nobody new here.',
  offered: (server: string) => `To be imported from ${server}`,
  all: 'All',
  none: 'None',
  everyLibrary: 'every library',
  noLibrary: 'no library',
  former: (name: string) => `An account of this name was removed from ${name} before`,
  ignore: 'Ignore',
  ignoreOne: (name: string) => `Ignore ${name}`,
  offerAgain: 'No longer ignore',
  offerAgainOne: (name: string) => `No longer ignore ${name}`,
  leftAlone: (count: number) => `Left alone (${count})`,
  why: {
    known: 'a member already',
    leaving: 'removed, or about to be',
    administrator: 'administrator of the server',
    template: 'template account',
    ignored: 'ignored',
    disabled: 'disabled on the server',
  },
  obstacles: {
    notAnswering: 'The server does not answer, so nobody is imported from it.',
    notListed: 'Its accounts have not been read yet.',
    oldListing: 'This list is old. Read the servers again to import from it.',
    planDoesNotFit:
      'The default plan does not fit this server: whoever was imported would be moved away from it. Give the server a library in each group of the plan, or import as permanent members.',
  },
  unknown: (count: number) =>
    count === 1
      ? 'One account on the servers is no member’s.'
      : `${count} accounts on the servers are no members’.`,
  look: 'Look at them',
};

export const words = dictionary({ en });
