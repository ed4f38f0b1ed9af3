import { router } from '../../trpc.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { edit } from './edit.ts';
import { extend } from './extend.ts';
import { exportStep } from './export.ts';
import { find } from './find.ts';
import { importPeople } from './import.ts';
import { lift, previewLift } from './lift-suspension.ts';
import { list } from './list.ts';
import { lookAgain } from './look-again.ts';
import { merge } from './merge.ts';
import { moveClock } from './move-clock.ts';
import { page } from './page.ts';
import { past } from './past.ts';
import { previewAccountChange } from './preview-account-change.ts';
import { previewDelete } from './preview-delete.ts';
import { previewExtend } from './preview-extend.ts';
import { previewImport } from './preview-import.ts';
import { previewMerge } from './preview-merge.ts';
import { previewPermanence } from './preview-permanence.ts';
import { previewSuspension } from './preview-suspension.ts';
import { reInvite } from './re-invite.ts';
import { requireAccountChange } from './require-account-change.ts';
import { setPermanent } from './set-permanent.ts';
import { suspend } from './suspend.ts';
import { tryAgain } from './try-again.ts';
import { why } from './why.ts';

export const membersRouter = router({
  list,
  exportStep,
  find,
  page,
  past,
  create,
  edit,
  previewImport,
  import: importPeople,
  previewExtend,
  extend,
  previewPermanence,
  setPermanent,
  reInvite,
  previewSuspension,
  suspend,
  previewLift,
  liftSuspension: lift,
  previewAccountChange,
  requireAccountChange,
  previewDelete,
  delete: remove,
  previewMerge,
  merge,
  lookAgain,
  tryAgain,
  why,
  moveClock,
});
