/** What one till remembers: `?name=value` wins and is kept, then what was kept before. */

export type SettingName = "lang" | "theme";

const PREFIX = "lanewise.";

export function setting(name: SettingName): string | null {
  const asked = new URLSearchParams(location.search).get(name);
  if (asked !== null) remember(name, asked);
  return asked ?? localStorage.getItem(PREFIX + name);
}

export function remember(name: SettingName, value: string): void {
  localStorage.setItem(PREFIX + name, value);
}
