/** The words of the trial page, and of what it leads to. */
export const trialEn = {
  title: 'Free trial',
  lead: 'Look around first. It costs nothing, and it ends by itself.',
  choose: 'Which trial?',
  until: 'Trial until',
  start: 'Start my trial',
  nothing: 'You cannot start a trial right now',
  none: 'There is no trial at the moment.',
  refusal: {
    trialNeeded: 'Try it out first: the free trial comes before the first purchase.',
    trialsOff: 'Trials are not offered at the moment.',
    administrator: 'Trials are not for administrators.',
    hadTrial: 'You have had your trial.',
    subscribedBefore: 'The trial is for people who have not had access before.',
    accountChangeRequired: 'Your media account has to be changed first.',
    noTrialLeft: 'All trials are taken at the moment. Please come back later.',
    usernameHadTrial: 'A trial has been taken with a media account of this name.',
  },
  progress: {
    arranging: 'Your trial has begun',
    arrangingHelp: 'Your access is being set up right now.',
    attentionHelp:
      'Your trial is recorded. Something needs a person, and the admin has been told. You will get a message.',
  },
};

export const trialDe: typeof trialEn = {
  title: 'Kostenlos testen',
  lead: 'Sieh dich erst einmal um. Die Probezeit kostet nichts und endet von selbst.',
  choose: 'Welche Probezeit?',
  until: 'Probezeit bis',
  start: 'Probezeit beginnen',
  nothing: 'Im Augenblick kannst du keine Probezeit beginnen',
  none: 'Im Augenblick gibt es keine Probezeit.',
  refusal: {
    trialNeeded: 'Probier es zuerst aus: Vor dem ersten Kauf kommt die kostenlose Probezeit.',
    trialsOff: 'Im Augenblick wird keine Probezeit angeboten.',
    administrator: 'Für Administratoren gibt es keine Probezeit.',
    hadTrial: 'Du hattest deine Probezeit schon.',
    subscribedBefore: 'Die Probezeit ist für Leute, die noch keinen Zugang hatten.',
    accountChangeRequired: 'Zuerst muss dein Medienkonto gewechselt werden.',
    noTrialLeft: 'Im Augenblick sind alle Probezeiten vergeben. Bitte komm später wieder.',
    usernameHadTrial: 'Mit einem Medienkonto dieses Namens gab es schon eine Probezeit.',
  },
  progress: {
    arranging: 'Deine Probezeit hat begonnen',
    arrangingHelp: 'Dein Zugang wird gerade eingerichtet.',
    attentionHelp:
      'Deine Probezeit ist eingetragen. Jemand muss einen Blick darauf werfen, und der Admin weiß Bescheid. Du bekommst eine Nachricht.',
  },
};
