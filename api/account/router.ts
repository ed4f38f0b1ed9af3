import { router } from '../trpc.ts';
import { changeAccount } from './change-account.ts';
import { cancelRenewal } from './cancel-renewal.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import { nameDiscord } from './name-discord.ts';
import { reInvite } from './re-invite.ts';
import { sessions } from './sessions.ts';
import { view } from './view.ts';

export const accountRouter = router({
  view,
  reInvite,
  changeAccount,
  nameDiscord,
  cancelRenewal,
  sessions,
  endOtherSessions,
});
