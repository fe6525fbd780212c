// @vitest-environment node
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { beforeAll, expect, test } from "vitest";

const LANE_JS_MAX_BYTES = 60_000;

let files: Map<string, Rollup.OutputAsset | Rollup.OutputChunk>;

beforeAll(async () => {
  process.env.NODE_ENV = "production"; // the test runner's own value would build the development page
  const built = (await build({ logLevel: "error", build: { write: false } })) as Rollup.RollupOutput;
  files = new Map(built.output.map((file) => [file.fileName, file]));
});

function page(name: string): string {
  const file = files.get(name);
  return file?.type === "asset" ? String(file.source) : "";
}

test("a page loads its own files only and has nothing inline", () => {
  for (const name of ["lane.html", "bench.html"]) {
    const html = page(name);
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]);
    expect(loaded.length).toBeGreaterThan(2);
    for (const path of loaded) expect(path).toMatch(/^\/assets\/[\w.-]+-[\w-]{8}\.(js|css|svg)$/);
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
  }
});

test("the lane's script stays small, all chunks together", () => {
  const scripts = [...page("lane.html").matchAll(/\/(assets\/[^"]+\.js)"/g)].map((match) => files.get(match[1] ?? ""));
  const bytes = scripts.map((file) => (file?.type === "chunk" ? gzipSync(file.code).length : Number.NaN));
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(LANE_JS_MAX_BYTES);
});

test("fixtures and the message parser stay out", () => {
  for (const file of files.values()) {
    if (file.type !== "chunk") continue;
    expect(Object.keys(file.modules).filter((id) => /\/dev\/|icu-messageformat-parser\/index\.js/.test(id))).toEqual(
      [],
    );
  }
});

test("licences travel with the page", () => {
  expect(page("licences.txt")).toContain("SIL OPEN FONT LICENSE");
});
