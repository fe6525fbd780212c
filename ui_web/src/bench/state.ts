import { batch, computed, signal } from "@preact/signals";
import type { BenchCommand, BenchFrame, BenchItem, BenchState, Catalogue } from "../contract";
import { language } from "../shared/i18n";
import { money } from "../shared/money";

const BURST_CODES = 10;

export const catalogue = signal<Catalogue | null>(null);
export const bench = signal<BenchState | null>(null);
export const error = signal<string | null>(null);
export const department = signal<string | null>(null);
export const wanted = signal("");

export const items = computed<readonly BenchItem[]>(() => {
  const all = catalogue.value?.items ?? [];
  const words = wanted.value.trim().toLowerCase();
  if (words !== "") return all.filter((item) => matches(item, words));
  return department.value === null ? all : all.filter((item) => item.department === department.value);
});

/** The first of them that need no weighing, for ten scans at once. */
export const burst = computed<readonly string[]>(() => {
  const pieces = items.value.filter((item) => item.sold_by === "each");
  return pieces.slice(0, BURST_CODES).map((item) => item.code);
});

let send: (command: BenchCommand) => boolean = () => false;

export function connectTo(sender: (command: BenchCommand) => boolean): void {
  send = sender;
}

export function receive(frame: BenchFrame): void {
  switch (frame.type) {
    case "catalogue":
      catalogue.value = frame;
      return;
    case "state":
      bench.value = frame;
      return;
    case "error":
      error.value = frame.code;
  }
}

export function lost(): void {
  bench.value = null;
}

export function run(command: BenchCommand): void {
  batch(() => {
    error.value = send(command) ? null : "not_connected";
  });
}

export function price(item: BenchItem): string {
  return amount(item.price_minor) + (item.sold_by === "kg" ? "/kg" : "");
}

export function amount(minor: number): string {
  const { currency: code, currency_exponent: exponent } = catalogue.value ?? { currency: "CNY", currency_exponent: 2 };
  return money(minor, { code, exponent }, language.value);
}

function matches(item: BenchItem, words: string): boolean {
  return item.code.includes(words) || Object.values(item.names).some((name) => name.toLowerCase().includes(words));
}
