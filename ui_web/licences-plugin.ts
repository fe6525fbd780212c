import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** What ends up in the page, fonts included. */
const PACKAGES = [
  "preact",
  "@preact/signals",
  "@preact/signals-core",
  "intl-messageformat",
  "@formatjs/fast-memoize",
  "@formatjs/icu-messageformat-parser",
  "@fontsource-variable/inter",
];

/** Puts the licences of everything the page carries beside it, as `licences.txt`. */
export function licencesPlugin(root: string): Plugin {
  return {
    name: "lanewise-licences",
    generateBundle() {
      const own = section("lucide (icons)", readFileSync(join(root, "licences/lucide.txt"), "utf8"));
      const source = [own, ...PACKAGES.map((name) => licence(join(root, "node_modules", name), name))].join("\n");
      this.emitFile({ type: "asset", fileName: "licences.txt", source });
    },
  };
}

function licence(folder: string, name: string): string {
  const file = readdirSync(folder).find((entry) => entry.startsWith("LICENSE"));
  if (!file) throw new Error(`${name} has no licence file`);
  return section(name, readFileSync(join(folder, file), "utf8"));
}

function section(title: string, body: string): string {
  return `${title}\n${"=".repeat(title.length)}\n\n${body.trim()}\n`;
}
