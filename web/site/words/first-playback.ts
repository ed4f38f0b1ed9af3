import { dictionary } from '../../ui/language.ts';

const en = {
  ticket: 'Your time starts when you first watch something',
  waits: (day: string) =>
    `Your time starts when you first watch something, and on ${day} at the latest. Your access ends so much earlier if it starts earlier.`,
  latest: 'Access at the latest until',
  latestLong: 'You have access at the latest until',
  provisioning:
    'We are setting up your access. Your time is not counted before you first watch something; you get a message when it is ready.',
};

type FirstPlaybackWords = typeof en;

const de: FirstPlaybackWords = {
  ticket: 'Deine Zeit beginnt, wenn du zum ersten Mal etwas siehst',
  waits: (day) =>
    `Deine Zeit beginnt, wenn du zum ersten Mal etwas siehst, spätestens am ${day}. Beginnt sie früher, endet auch dein Zugang um so viel früher.`,
  latest: 'Zugang spätestens bis',
  latestLong: 'Du hast Zugang spätestens bis',
  provisioning:
    'Dein Zugang wird eingerichtet. Deine Zeit zählt erst, wenn du zum ersten Mal etwas siehst; du bekommst eine Nachricht, sobald er bereit ist.',
};

export const firstPlaybackWords = dictionary({ en, de });
