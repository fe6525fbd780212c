import { language, text, toggleLanguage } from "./i18n";
import { Icon } from "./icons";
import { theme, toggleTheme } from "./theme";

/** The till's own choices: light or dark, Chinese or English. */
export function Preferences() {
  const english = language.value === "en";
  const other = english ? "中文" : "EN";
  return (
    <>
      <button type="button" class="bar-button" aria-label={text("theme.toggle")} onClick={toggleTheme}>
        <Icon name={theme.value === "dark" ? "sun" : "moon"} />
      </button>
      <button
        type="button"
        class="bar-button"
        name="language"
        aria-label={`${text("language.toggle")} ${other}`}
        onClick={toggleLanguage}
      >
        <Icon name="globe" />
        <span lang={english ? "zh-CN" : "en"}>{other}</span>
      </button>
    </>
  );
}
