/** Money is an integer of minor units; decimals exist only as text. */

export interface Currency {
  readonly code: string;
  /** Number of minor digits: CNY 2, JPY 0. */
  readonly exponent: number;
}

const MINUS = "−";
const MAX_MAJOR_DIGITS = 9;
const formats = new Map<string, Intl.NumberFormat>();

/** `1770` with exponent 2 -> `"17.70"`. */
export function decimalText(minor: number, exponent: number): string {
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const sign = minor < 0 ? "-" : "";
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** `"17.7"` with exponent 2 -> `1770`; null when it is not an amount. */
export function parseAmount(keyed: string, exponent: number): number | null {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(keyed);
  const major = match?.[1] ?? "";
  const minor = match?.[2] ?? "";
  if (!match || major + minor === "" || major.length > MAX_MAJOR_DIGITS || minor.length > exponent) return null;
  return Number(major + minor.padEnd(exponent, "0"));
}

/** The amount as the language writes it, `¥17.70`. */
export function money(minor: number, currency: Currency, language: string): string {
  return parts(minor, currency, language)
    .map((part) => part.value)
    .join("");
}

/** The amount's pieces, so that the symbol can be set smaller. */
export function parts(minor: number, currency: Currency, language: string): { symbol: boolean; value: string }[] {
  const decimal = decimalText(minor, currency.exponent) as Intl.StringNumericLiteral;
  return formatFor(currency, language)
    .formatToParts(decimal)
    .map(({ type, value }) => ({ symbol: type === "currency", value: type === "minusSign" ? MINUS : value }));
}

/** Short form for quick keys: whole amounts lose their zeros, `¥140`. */
export function shortMoney(minor: number, currency: Currency, language: string): string {
  const whole = minor % 10 ** currency.exponent === 0;
  const full = money(minor, currency, language);
  return whole && currency.exponent > 0 ? full.replace(/[.,]0+$/, "") : full;
}

/** A weight in kilograms, `1216` -> `"1.216"`. */
export function kilograms(mass_g: number): string {
  return decimalText(mass_g, 3).replace("-", MINUS);
}

/** Price of a weight, half up: what a keyed price per kilogram comes to. */
export function weightPrice(price_minor: number, mass_g: number): number {
  return Number((BigInt(price_minor) * BigInt(mass_g) + 500n) / 1000n);
}

function formatFor(currency: Currency, language: string): Intl.NumberFormat {
  const key = `${language} ${currency.code} ${currency.exponent}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, {
      style: "currency",
      currency: currency.code,
      currencyDisplay: "narrowSymbol",
      minimumFractionDigits: currency.exponent,
      maximumFractionDigits: currency.exponent,
    });
    formats.set(key, format);
  }
  return format;
}
