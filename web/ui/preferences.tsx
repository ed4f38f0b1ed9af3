import { SelectField } from './field.tsx';
import { chooseLanguage, type Language, language, languages } from './language.ts';
import { chooseTheme, type Theme, theme } from './theme.ts';
import { uiWords } from './words.ts';

const themes: readonly Theme[] = ['system', 'light', 'dark'];

export function ThemeField(props: { readonly hideLabel?: boolean }) {
  return (
    <SelectField
      label={uiWords().theme}
      hideLabel={props.hideLabel ?? false}
      value={theme()}
      options={themes.map((value) => ({ value, label: uiWords().themes[value] }))}
      onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
    />
  );
}

export function LanguageField(props: { readonly hideLabel?: boolean }) {
  return (
    <SelectField
      label={uiWords().language}
      hideLabel={props.hideLabel ?? false}
      value={language()}
      options={languages.map(([value, label]) => ({ value, label }))}
      onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
    />
  );
}
