import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { localePlugin } from "./locale-plugin";

export default defineConfig({
  base: "/",
  plugins: [localePlugin(resolve(import.meta.dirname, "../contracts/locale"))],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the page's policy is default-src 'self': no data: fonts or images
    modulePreload: { polyfill: false },
    rollupOptions: { input: ["lane.html", "bench.html"] },
  },
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.{ts,tsx}"],
    server: { deps: { inline: ["intl-messageformat"] } },
  },
});
