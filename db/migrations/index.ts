import type { Migration } from 'kysely';
import * as firstLife from './202611241600-first-life.ts';
import * as startMode from './202611242045-start-mode.ts';
import * as holds from './202611242130-holds.ts';
import * as wholeLifecycle from './202611271640-whole-lifecycle.ts';
import * as trials from './202611271705-trials.ts';
import * as mergedMembers from './202611271710-merged-members.ts';
import * as discounts from './202611271715-discounts.ts';
import * as leavingMembers from './202611271730-leaving-members.ts';
import * as memberClocks from './202611271735-member-clocks.ts';
import * as recurringCharges from './202611271750-recurring-charges.ts';
import * as linkedMembers from './202611271752-linked-members.ts';
import * as referralCodes from './202611271755-referral-codes.ts';
import * as referralBonuses from './202611272040-referral-bonuses.ts';
import * as replacedRenewals from './202611272045-replaced-renewals.ts';
import * as moneyBack from './202611272058-money-back.ts';
import * as changedAccounts from './202611272110-changed-accounts.ts';
import * as firstPlayback from './202611272122-first-playback.ts';
import * as transactionSyncs from './202611272310-transaction-syncs.ts';
import * as importedAccounts from './202611272320-imported-accounts.ts';
import * as siteLogins from './202611272330-site-logins.ts';
import * as roles from './202611272331-roles.ts';
import * as discordMembers from './202611272340-discord-members.ts';
import * as serverMigrations from './202611272350-server-migrations.ts';
import * as locations from './202611280000-locations.ts';
import * as priceIds from './202611280001-price-ids.ts';
import * as wantedReadings from './202611280015-wanted-readings.ts';

/** In order of their names. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '202611241600-first-life': firstLife,
  '202611242045-start-mode': startMode,
  '202611242130-holds': holds,
  '202611271640-whole-lifecycle': wholeLifecycle,
  '202611271705-trials': trials,
  '202611271710-merged-members': mergedMembers,
  '202611271715-discounts': discounts,
  '202611271730-leaving-members': leavingMembers,
  '202611271735-member-clocks': memberClocks,
  '202611271750-recurring-charges': recurringCharges,
  '202611271752-linked-members': linkedMembers,
  '202611271755-referral-codes': referralCodes,
  '202611272040-referral-bonuses': referralBonuses,
  '202611272045-replaced-renewals': replacedRenewals,
  '202611272058-money-back': moneyBack,
  '202611272110-changed-accounts': changedAccounts,
  '202611272122-first-playback': firstPlayback,
  '202611272310-transaction-syncs': transactionSyncs,
  '202611272320-imported-accounts': importedAccounts,
  '202611272330-site-logins': siteLogins,
  '202611272331-roles': roles,
  '202611272340-discord-members': discordMembers,
  '202611272350-server-migrations': serverMigrations,
  '202611280000-locations': locations,
  '202611280001-price-ids': priceIds,
  '202611280015-wanted-readings': wantedReadings,
};
