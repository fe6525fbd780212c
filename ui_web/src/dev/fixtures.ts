/** Views for looking at the page without a lane: `/lane.html?fixture=basket` of the development server. */

import type { DeviceView, LaneView, LineView, PaymentView, PromotionView, TenderView } from "../contract";
import { connectTo, lost, show, spoken } from "../lane/state";

const READY: DeviceView[] = (["scanner", "scale", "printer", "drawer", "display", "terminal", "wallet"] as const).map(
  (kind) => ({
    kind,
    state: "idle",
    fault: null,
  }),
);
const HALF: PromotionView = {
  promotion_id: "half",
  names: { "zh-CN": "第二件半价", en: "2nd half price" },
  amount_minor: 590,
};

type Row = readonly [zh: string, en: string, code: string, price: number, quantity: number, extra?: Partial<LineView>];

const ROWS: readonly Row[] = [
  ["鲜鸡蛋 30 枚", "Fresh eggs, 30", "9521100000015", 2280, 1],
  ["纯牛奶 250ml×16", "Whole milk 250 ml ×16", "9521100000022", 5490, 1],
  ["东北大米 5kg", "Northeast rice 5 kg", "9521100000039", 3680, 1],
  ["红富士苹果", "Fuji apples", "4131", 1198, 1, { sold_by: "kg", mass_g: 642, gross_minor: 769, amount_minor: 769 }],
  ["红烧牛肉面 5 连包", "Braised beef noodles ×5", "9521100000046", 1450, 1, { voided: true }],
  ["抽纸 3 层×6 包", "Tissues 3-ply ×6", "9521100000053", 1990, 2],
  ["土豆", "Potatoes", "4072", 398, 1, { sold_by: "kg", mass_g: 1216, gross_minor: 484, amount_minor: 484 }],
  ["啤酒 500ml×6", "Lager beer 500 ml ×6", "9521100000060", 2990, 1, { overridden: true }],
  [
    "天然水 550ml×12",
    "Spring water 550 ml ×12",
    "9521100000077",
    1680,
    2,
    { amount_minor: 2520, promotions: [{ ...HALF, amount_minor: 840 }] },
  ],
  ["洗洁精 1.29kg", "Dish soap 1.29 kg", "9521100000084", 990, 1],
  ["购物袋（中）", "Carrier bag, medium", "2000000000303", 30, 2],
  ["金标生抽 500ml", "Light soy sauce 500 ml", "9521100000091", 1180, 2, { amount_minor: 1770, promotions: [HALF] }],
];

const PACKED: Row = [
  "现烤鸭 称重包装",
  "Roast duck, packed",
  "263860002897004869",
  5960,
  1,
  { sold_by: "kg", mass_g: 486, gross_minor: 2897, amount_minor: 2897, label: { amount_minor: 2897, mass_g: 486 } },
];

function line([zh, en, code, price, quantity, extra]: Row, index: number): LineView {
  return {
    line_seq: index + 1,
    names: { "zh-CN": zh, en },
    code,
    quantity,
    mass_g: null,
    unit_price_minor: price,
    sold_by: "each",
    gross_minor: price * quantity,
    amount_minor: price * quantity,
    promotions: [],
    overridden: false,
    voided: false,
    label: null,
    ...extra,
  };
}

const IDLE: LaneView = {
  rev: 1,
  store_id: "0187",
  store_names: { "zh-CN": "滨江店", en: "Riverside store" },
  lane_id: "3",
  currency: "CNY",
  currency_exponent: 2,
  phase: "idle",
  transaction_seq: null,
  quantity: 1,
  lines: [],
  hero_line_seq: null,
  item_count: 0,
  subtotal_minor: 0,
  savings_minor: 0,
  total_minor: 0,
  promotions: [],
  hints: [],
  tendered_minor: 0,
  remaining_minor: 0,
  cash_remaining_minor: 0,
  change_minor: null,
  cash_rounding_minor: 0,
  quick_cash_minor: [],
  tender_kinds: ["cash", "card", "wallet"],
  tenders: [],
  payment: null,
  receipt_no: "0187-3-000412",
  receipts_pending: 0,
  weighing: null,
  scans_held: 0,
  devices: READY,
  drawer_open: false,
  store_link: { online: true, queued: 0 },
  notice: null,
  last_scan: null,
};

const lines = ROWS.map(line);
const BASKET: LaneView = {
  ...IDLE,
  phase: "basket",
  transaction_seq: 413,
  lines,
  hero_line_seq: lines.length,
  item_count: 15,
  subtotal_minor: 25943,
  savings_minor: 2930,
  total_minor: 23013,
  remaining_minor: 23013,
  cash_remaining_minor: 23013,
  promotions: [
    HALF,
    { promotion_id: "spend", names: { "zh-CN": "满 200 减 15", en: "Spend ¥200 save ¥15" }, amount_minor: 1500 },
  ],
};
const HINTED: LaneView = {
  ...BASKET,
  hints: [
    {
      promotion_id: "half",
      item_names: { "zh-CN": "天然水 550ml×12", en: "Spring water 550 ml ×12" },
      units: 1,
      saving_minor: 840,
    },
    { promotion_id: "soda", item_names: { "zh-CN": "可乐 330毫升", en: "Cola 330 ml" }, units: 2, saving_minor: 160 },
  ],
};
const TENDER: LaneView = { ...BASKET, phase: "tendering", quick_cash_minor: [23013, 24000, 25000, 30000] };
const CASH: TenderView = {
  tender_seq: 1,
  tender: "cash",
  amount_minor: 10000,
  scheme: "",
  account: "",
  by_hand: false,
  reversible: false,
};
const CARD: TenderView = {
  ...CASH,
  tender_seq: 2,
  tender: "card",
  amount_minor: 5000,
  scheme: "girocard",
  account: "############1234",
  reversible: true,
};
const PAYING: LaneView = { ...TENDER, phase: "paying", quick_cash_minor: [] };
const ASKED: PaymentView = {
  method: "card",
  amount_minor: 23013,
  status: "asked",
  message: "insert_card",
  reason: null,
  stopping: false,
  actions: ["abort", "query"],
};
/** A country without coins below 5 Rappen. */
const SWISS: LaneView = {
  ...BASKET,
  currency: "CHF",
  lines: [line(["低脂牛奶 1L", "Milk, low fat, 1 l", "9521100000107", 164, 3], 0)],
  hero_line_seq: 1,
  item_count: 3,
  subtotal_minor: 492,
  savings_minor: 0,
  total_minor: 492,
  remaining_minor: 492,
  cash_remaining_minor: 490,
  promotions: [],
};
const many = Array.from({ length: 25 }, () => ROWS).flat();

const faulty = (kind: DeviceView["kind"], fault: string): DeviceView[] =>
  READY.map((device) => (device.kind === kind ? { ...device, state: "fault", fault } : device));

export const FIXTURES: Readonly<Record<string, LaneView>> = {
  idle: IDLE,
  basket: BASKET,
  hinted: HINTED,
  few: { ...BASKET, lines: lines.slice(0, 3), hero_line_seq: 3, promotions: [], quantity: 6 },
  packed: { ...BASKET, lines: [...ROWS.slice(0, 3), PACKED].map(line), hero_line_seq: 4, promotions: [] },
  long: {
    ...BASKET,
    lines: many.map(line),
    hero_line_seq: many.length,
    total_minor: 123456789,
    subtotal_minor: 123456789,
  },
  tender: TENDER,
  part: {
    ...TENDER,
    tenders: [CASH],
    tendered_minor: 10000,
    remaining_minor: 13013,
    cash_remaining_minor: 13013,
    quick_cash_minor: [13013, 14000, 15000, 20000],
  },
  split: {
    ...TENDER,
    tenders: [CASH, CARD],
    tendered_minor: 15000,
    remaining_minor: 8013,
    cash_remaining_minor: 8013,
    quick_cash_minor: [8013, 9000, 10000, 20000],
  },
  rounded: {
    ...SWISS,
    phase: "tendering",
    quick_cash_minor: [490, 1000, 5000, 10000],
  },
  rounded_change: {
    ...SWISS,
    phase: "change_due",
    tenders: [{ ...CASH, amount_minor: 500 }],
    tendered_minor: 500,
    remaining_minor: 0,
    cash_remaining_minor: 0,
    change_minor: 10,
    cash_rounding_minor: -2,
    receipt_no: "0187-3-000413",
  },
  cash_only: { ...TENDER, tender_kinds: ["cash"], devices: READY.slice(0, 4) },
  paying: { ...PAYING, payment: ASKED },
  wallet: { ...PAYING, payment: { ...ASKED, method: "wallet", message: "customer_confirms" } },
  stopping: { ...PAYING, payment: { ...ASKED, stopping: true } },
  reversing: { ...PAYING, payment: { ...ASKED, status: "reversing", message: null, actions: [] } },
  unknown: {
    ...PAYING,
    tenders: [CASH],
    tendered_minor: 10000,
    remaining_minor: 13013,
    cash_remaining_minor: 13013,
    payment: {
      ...ASKED,
      amount_minor: 13013,
      status: "unknown",
      message: "checking",
      reason: "no_connection",
      actions: ["query", "confirm_by_hand", "reverse"],
    },
  },
  card_paid: {
    ...TENDER,
    phase: "change_due",
    tenders: [{ ...CARD, amount_minor: 23013, reversible: false }],
    tendered_minor: 23013,
    remaining_minor: 0,
    cash_remaining_minor: 0,
    change_minor: 0,
    receipt_no: "0187-3-000413",
  },
  change: {
    ...TENDER,
    phase: "change_due",
    tenders: [{ ...CASH, amount_minor: 25000 }],
    tendered_minor: 25000,
    remaining_minor: 0,
    cash_remaining_minor: 0,
    change_minor: 1987,
    drawer_open: true,
    receipt_no: "0187-3-000413",
  },
  weighing: {
    ...BASKET,
    phase: "weighing",
    scans_held: 2,
    weighing: {
      names: { "zh-CN": "红富士苹果", en: "Fuji apples" },
      unit_price_minor: 1198,
      scale: "moving",
      mass_g: 642,
    },
  },
  steady: {
    ...BASKET,
    phase: "weighing",
    weighing: {
      names: { "zh-CN": "红富士苹果", en: "Fuji apples" },
      unit_price_minor: 1198,
      scale: "stable",
      mass_g: 1216,
    },
  },
  fault: { ...BASKET, devices: faulty("printer", "no_paper"), receipts_pending: 1 },
  offline: { ...BASKET, store_link: { online: false, queued: 12 } },
  refused: BASKET,
  lost: BASKET,
};

export function showFixture(name: string): void {
  connectTo(() => true);
  show(FIXTURES[name] ?? IDLE);
  if (name === "refused") spoken.value = { code: "not_found", args: { code: "9521100999999" }, tone: "refused" };
  if (name === "lost") lost();
}
