/** Two languages, both in the page: a till that lost its lane can still change language. */

import en from "locale:en";
import zh from "locale:zh-CN";
import { effect, signal } from "@preact/signals";
import IntlMessageFormat from "intl-messageformat";
import type catalogue from "../../../contracts/locale/en.json";
import { remember, setting } from "./settings";

export type Language = "zh-CN" | "en";
export type MessageId = keyof typeof catalogue;
export type MessageArgs = Readonly<Record<string, string | number>>;
export type Names = Readonly<Record<string, string>>;

const CATALOGUES = { "zh-CN": zh, en };
const formats = new Map<string, IntlMessageFormat>();

export const language = signal<Language>(setting("lang") === "en" ? "en" : "zh-CN");

effect(() => {
  document.documentElement.lang = language.value;
});

export function toggleLanguage(): void {
  language.value = language.value === "en" ? "zh-CN" : "en";
  remember("lang", language.value);
}

export function isMessage(id: string): id is MessageId {
  return id in CATALOGUES[language.value];
}

/** The text of a message in the chosen language. */
export function text(id: MessageId, args: MessageArgs = {}): string {
  const key = `${language.value} ${id}`;
  let format = formats.get(key);
  if (!format) {
    format = new IntlMessageFormat(CATALOGUES[language.value][id], language.value);
    formats.set(key, format);
  }
  return String(format.format(args));
}

/** A name from the price book in the chosen language, or in any language rather than none. */
export function nameOf(names: Names): string {
  const chosen = names[language.value] ?? names[language.value.split("-", 1)[0] ?? ""];
  return chosen ?? names["zh-CN"] ?? Object.values(names)[0] ?? "";
}
