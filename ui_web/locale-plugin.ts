import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "@formatjs/icu-messageformat-parser";
import type { Plugin } from "vite";

const PREFIX = "locale:";
const RECEIPT = "receipt.";
const PARSER = "@formatjs/icu-messageformat-parser";
const FORMATTER = "/intl-messageformat/";

/**
 * `import messages from "locale:en"`: the shared catalogue, its ICU texts parsed at build time, receipts left out.
 * The formatter then needs no parser and gets the package's own stand-in for it.
 */
export function localePlugin(folder: string): Plugin {
  return {
    name: "lanewise-locale",
    enforce: "pre",
    resolveId(id, importer) {
      if (id === PARSER && importer?.includes(FORMATTER)) return this.resolve(`${PARSER}/no-parser.js`, importer);
      return id.startsWith(PREFIX) ? `\0${id}` : null;
    },
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const path = resolve(folder, `${id.slice(PREFIX.length + 1)}.json`);
      this.addWatchFile(path);
      return `export default ${JSON.stringify(parsed(readFileSync(path, "utf8")))}`;
    },
  };
}

function parsed(text: string): Record<string, unknown> {
  const catalogue = JSON.parse(text) as Record<string, string>;
  const shown = Object.entries(catalogue).filter(([id]) => !id.startsWith(RECEIPT));
  return Object.fromEntries(shown.map(([id, message]) => [id, parse(message, { captureLocation: false })]));
}
