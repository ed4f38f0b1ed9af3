import { formatDay } from '../../ui/format.ts';
import { firstPlaybackWords } from '../words/first-playback.ts';
import { words } from '../words/index.ts';
import type { Progress } from './progress-data.ts';

/** Where the purchase stands, in one line, and what that means for the buyer. */
export function headline(progress: Progress): { title: string; text: string } {
  const { progress: texts, trial } = words();
  switch (progress.status) {
    case 'created':
      return { title: texts.opening, text: texts.openingHelp };
    case 'redirected':
      return { title: texts.toPay, text: texts.toPayHelp };
    case 'verifying':
      return { title: texts.verifying, text: texts.verifyingHelp };
    case 'paid':
    case 'provisioning':
      return progress.isTrial
        ? { title: trial.progress.arranging, text: trial.progress.arrangingHelp }
        : { title: texts.arranging, text: texts.arrangingHelp };
    case 'done':
      return {
        title: texts.done,
        text: doneHelp(progress),
      };
    case 'abandoned':
      return { title: texts.abandoned, text: texts.abandonedHelp };
    case 'failed':
      return {
        title: texts.failed,
        text: progress.reason === 'declined' ? texts.failedHelp : texts.openFailedHelp,
      };
    case 'needs_attention':
      return {
        title: texts.attention,
        text: attentionHelp(progress),
      };
  }
}

function doneHelp({ window }: Progress): string {
  if (window === null) return '';
  return window.clockStartsBy === null
    ? words().progress.doneHelp(formatDay(window.to))
    : firstPlaybackWords().waits(formatDay(window.clockStartsBy));
}

function attentionHelp({ isPaid, isTrial }: Progress): string {
  const { progress: texts, trial } = words();
  if (isTrial) return trial.progress.attentionHelp;
  return isPaid ? texts.attentionHelp : texts.attentionUnpaidHelp;
}
