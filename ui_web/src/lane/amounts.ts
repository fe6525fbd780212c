import { language } from "../shared/i18n";
import { type Currency, money, parts, shortMoney } from "../shared/money";
import { view } from "./state";

const NO_SALE: Currency = { code: "CNY", exponent: 2 };

function currency(): Currency {
  const shown = view.value;
  return shown ? { code: shown.currency, exponent: shown.currency_exponent } : NO_SALE;
}

export const amount = (minor: number) => money(minor, currency(), language.value);
export const shortAmount = (minor: number) => shortMoney(minor, currency(), language.value);
export const amountParts = (minor: number) => parts(minor, currency(), language.value);
