const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** The code that names no country on purpose. */
const NOWHERE = 'ZZ';

/** Whether it is a country's code, such as `DE`: two capital letters of ISO 3166. */
export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text) && text !== NOWHERE && names.of(text) !== undefined;
}
