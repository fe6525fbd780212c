/** The bench without a demo behind it: `/bench.html?fixture` of the development server. */

import { connectTo, receive } from "../bench/state";

const PAPER = [
  "                 滨江店 0187",
  "单号 0187-3-000413     2026-11-22 18:42",
  "-".repeat(48),
  "鲜鸡蛋 30 枚                              22.80",
  "纯牛奶 250ml×16                          54.90",
  "红富士苹果                                 7.69",
  "  0.642 kg × 11.98",
  "-".repeat(48),
  "合计                                      85.39",
  "现金                                     100.00",
  "找零                                      14.61",
  "",
  "                   谢谢惠顾",
].join("\n");

const NAMES: readonly (readonly [zh: string, en: string])[] = [
  ["鲜鸡蛋 30 枚", "Fresh eggs, 30"],
  ["纯牛奶 250ml×16", "Whole milk 250 ml ×16"],
  ["红富士苹果", "Fuji apples"],
  ["抽纸 3 层×6 包", "Tissues 3-ply ×6"],
  ["金标生抽 500ml", "Light soy sauce 500 ml"],
];

export function showBench(): void {
  connectTo(() => true);
  receive({
    type: "catalogue",
    currency: "CNY",
    currency_exponent: 2,
    departments: {
      fruit: { "zh-CN": "水果", en: "Fruit" },
      dairy: { "zh-CN": "乳品", en: "Dairy" },
      home: { "zh-CN": "家居清洁", en: "Household" },
    },
    items: Array.from({ length: 60 }, (_, index) => {
      const [zh, en] = NAMES[index % NAMES.length] ?? ["", ""];
      const kg = index % NAMES.length === 2;
      return {
        code: kg ? String(4100 + index) : String(9521100000000 + index),
        names: { "zh-CN": zh, en },
        department: ["fruit", "dairy", "home"][index % 3] ?? "",
        price_minor: 398 + index * 75,
        sold_by: kg ? ("kg" as const) : ("each" as const),
      };
    }),
  });
  receive({
    type: "state",
    plugged: { scanner: true, scale: true, printer: false, drawer: true, display: true, terminal: true, wallet: true },
    scans_sent: 128,
    good_beeps: 126,
    bad_beeps: 2,
    scale_mass_g: 642,
    scale_moving: true,
    paper: true,
    cover_open: false,
    receipts: [PAPER, PAPER],
    drawer_open: true,
    drawer_pulses: 9,
    lane_running: true,
    broker_running: false,
    store_running: true,
    display: ["Fuji apples    77.69", "Total          85.39"].map((line) => line.padStart(20)),
    terminal: {
      doing: "card",
      amount_minor: 8539,
      ledger: {
        charge_count: 3,
        charged_minor: 14409,
        returned_minor: 1990,
        movements: [
          { kind: "charge", number: "1", amount_minor: 1990 },
          { kind: "reversal", number: "1", amount_minor: 1990 },
          { kind: "charge", number: "3", amount_minor: 3880 },
          { kind: "charge", number: "4", amount_minor: 8539 },
        ],
      },
    },
    wallet: {
      asked_minor: 0,
      down: false,
      ledger: { charge_count: 0, charged_minor: 0, returned_minor: 0, movements: [] },
    },
    hanging: ["printer"],
    babbling: [],
    scale_shaking: false,
  });
}
