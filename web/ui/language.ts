import { createSignal } from 'solid-js';

export type Language = 'en' | 'de';

const names: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

export const languages = Object.entries(names) as ReadonlyArray<[Language, string]>;

function remembered(): Language {
  const chosen = localStorage.getItem('language');
  if (chosen === 'en' || chosen === 'de') return chosen;
  return navigator.languages.some((tag) => tag.toLowerCase().startsWith('de')) &&
    !navigator.language.toLowerCase().startsWith('en')
    ? 'de'
    : 'en';
}

const [language, setLanguage] = createSignal<Language>(remembered());

export { language };

export function chooseLanguage(next: Language): void {
  localStorage.setItem('language', next);
  setLanguage(next);
}

/** As BCP 47 has it: some systems hand on `en-US@posix`, which Intl refuses. */
const languageTag = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** The reader's own tag where it is of the chosen language, so that dates look as at home. */
export function locale(): string {
  const own = navigator.languages.find(
    (tag) => tag.toLowerCase().startsWith(language()) && languageTag.test(tag),
  );
  return own ?? language();
}

/** One typed set of texts for each language; a language without its own set reads the English one. */
export function dictionary<Words>(texts: { readonly en: Words } & Partial<Record<Language, Words>>) {
  return (): Words => texts[language()] ?? texts.en;
}
