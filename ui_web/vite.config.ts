import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { licencesPlugin } from "./licences-plugin";
import { localePlugin } from "./locale-plugin";

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: "/",
  plugins: [localePlugin(resolve(root, "../contracts/locale")), licencesPlugin(root)],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the pages' policy is default-src 'self': no data: fonts or images
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ["lane.html", "bench.html"],
      output: { manualChunks: (id) => (/\/src\/(shared|styles\/base)/.test(id) ? "shared" : undefined) },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    server: { deps: { inline: ["intl-messageformat"] } },
  },
});
