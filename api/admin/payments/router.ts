import { router } from '../../trpc.ts';
import { acknowledge } from './acknowledge.ts';
import { ask } from './ask.ts';
import { edit } from './edit.ts';
import { endTime } from './end-time.ts';
import { exportStep } from './export.ts';
import { ignoreUnmatchedPayment } from './ignore-unmatched.ts';
import { list } from './list.ts';
import { preview } from './preview.ts';
import { previewEdit } from './preview-edit.ts';
import { previewEndTime } from './preview-end-time.ts';
import { previewVoid } from './preview-void.ts';
import { record } from './record.ts';
import { sync, syncState } from './sync.ts';
import { voidOne } from './void.ts';

export const paymentsRouter = router({
  list,
  exportStep,
  preview,
  record,
  previewEdit,
  edit,
  previewVoid,
  void: voidOne,
  ask,
  acknowledge,
  previewEndTime,
  endTime,
  sync,
  syncState,
  ignoreUnmatched: ignoreUnmatchedPayment,
});
