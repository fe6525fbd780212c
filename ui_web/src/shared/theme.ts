import { effect, signal } from "@preact/signals";
import { remember, setting } from "./settings";

export type Theme = "light" | "dark";

export const theme = signal<Theme>(setting("theme") === "dark" ? "dark" : "light");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  remember("theme", theme.value);
}
