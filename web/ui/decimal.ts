/** `1050`, 2 -> `10.50`: text all the way, so that no amount passes through a float. */
export function decimalText(minorUnits: string, decimals: number): string {
  const isNegative = minorUnits.startsWith('-');
  const digits = minorUnits.replace('-', '').padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return isNegative ? `-${text}` : text;
}
