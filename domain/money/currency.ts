import type { Money } from './money.ts';

/**
 * Digits after the decimal point where they are not two. A table of our own and not Intl: amounts are stored
 * in minor units, and Intl counts the digits people print (none for HUF, COP, IDR), which changes between
 * releases of the language data and would re-read every stored amount. MGA is counted in fifths, which nobody
 * uses; it has no minor unit here.
 */
const digitsOtherThanTwo: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  MGA: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const mostWholeDigits = 12;

/** The number of digits after the decimal point: USD 2, JPY 0, KWD 3. */
export function minorDigits(currency: string): number {
  return digitsOtherThanTwo[currency] ?? 2;
}

/** The currencies that can be chosen, three capital letters each, in alphabetical order. */
export function currencies(): readonly string[] {
  return Intl.supportedValuesOf('currency');
}

export function isCurrency(code: string): boolean {
  return currencies().includes(code);
}

/**
 * What a person typed, as money: digits with at most one `.` or `,` before the minor units. Null when it is
 * not an amount of this currency. Thousands separators are refused, for "1,234" is two different amounts.
 */
export function parseMoney(text: string, currency: string): Money | null {
  const typed = /^(\d+)(?:[.,](\d+))?$/.exec(text.trim());
  if (typed === null || !isCurrency(currency)) {
    return null;
  }
  const digits = minorDigits(currency);
  const whole = typed[1] ?? '';
  const fraction = typed[2] ?? '';
  if (whole.replace(/^0+/, '').length > mostWholeDigits || fraction.length > digits) {
    return null;
  }
  return { amount: BigInt(whole + fraction.padEnd(digits, '0')), currency };
}

/** The amount as a plain decimal with a point, exact, as `parseMoney` reads it: "15.00", "-0.50", "500". */
export function decimalText(money: Money): string {
  const digits = minorDigits(money.currency);
  const sign = money.amount < 0n ? '-' : '';
  const shown = (money.amount < 0n ? -money.amount : money.amount).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + shown : `${sign}${shown.slice(0, -digits)}.${shown.slice(-digits)}`;
}

/** The amount for people, with all its minor units: "$15.00", "15,00 €", "￥500". */
export function formatMoney(money: Money, locale: string): string {
  const digits = minorDigits(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimalText(money) as Intl.StringNumericLiteral);
}
