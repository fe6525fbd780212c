// Written by `python -m contracts.codegen` from contracts/{view,bench}.py. Do not edit.

export type ServerFrame = Hello | Snapshot | Delta | Ack | Explained | Pong;

export type ClientFrame = IntentFrame | Explain | Resync | Ping;

export type Intent = KeyCode | KeyQuantity | ChangeQuantity | VoidLine | OverridePrice | CancelSale | CancelWeighing | StartTender | AbandonTender | TenderCash | TenderCard | TenderWallet | AbortPayment | QueryPayment | ConfirmByHand | ReversePayment | DismissSale | PrintCopy;

export type BenchFrame = Catalogue | BenchState | BenchError;

export type BenchCommand = Scan | ScanBurst | PutWeight | ShakeScale | SetDrawer | SetPaper | SetCover | Plug | MakeTrouble | AnswerCard | RebootTerminal | ShowCode | AnswerWallet | SetGateway | KillProcess | RunBroker;

/** Back to the basket. */
export interface AbandonTender {
  readonly kind: "abandon_tender";
}

/** Give the payment in flight up. */
export interface AbortPayment {
  readonly kind: "abort_payment";
}

/** Answer to the intent `seq`. A refusal carries the code that the client translates, with its arguments. */
export interface Ack {
  readonly type: "ack";
  readonly seq: number;
  readonly ok: boolean;
  readonly code: string | null;
  readonly args: Readonly<Record<string, string | number>>;
}

/**
 * Be the customer at the terminal.
 *
 * `late`: pays, and the bank takes its time. `drop`: pays, and the line is dead before the lane hears of it.
 */
export interface AnswerCard {
  readonly do: "answer_card";
  readonly answer: "drop" | "late" | "pays" | "refuses";
}

/** Be the customer at the telephone. `late`: pays only after the lane gave up. */
export interface AnswerWallet {
  readonly do: "answer_wallet";
  readonly answer: "confirms" | "late" | "refuses";
}

/** A command that could not be done, with its reason as a code. */
export interface BenchError {
  readonly type: "error";
  readonly code: string;
}

/** An item to press. */
export interface BenchItem {
  readonly code: string;
  readonly names: Readonly<Record<string, string>>;
  readonly department: string;
  readonly price_minor: number;
  readonly sold_by: "each" | "kg";
}

/**
 * Everything the emulators know.
 *
 * `receipts` holds the newest 20 printed papers as text, newest last; `display` two lines of 20 characters.
 */
export interface BenchState {
  readonly type: "state";
  readonly plugged: Readonly<Record<string, boolean>>;
  readonly scans_sent: number;
  readonly good_beeps: number;
  readonly bad_beeps: number;
  readonly scale_mass_g: number;
  readonly scale_moving: boolean;
  readonly paper: boolean;
  readonly cover_open: boolean;
  readonly receipts: readonly string[];
  readonly drawer_open: boolean;
  readonly drawer_pulses: number;
  readonly lane_running: boolean;
  readonly broker_running: boolean;
  readonly store_running: boolean;
  readonly display: readonly string[];
  readonly terminal: BenchTerminal;
  readonly wallet: BenchWallet;
  readonly hanging: readonly ("display" | "drawer" | "printer" | "scale" | "scanner")[];
  readonly babbling: readonly ("display" | "drawer" | "printer" | "scale" | "scanner")[];
  readonly scale_shaking: boolean;
}

/** The card terminal: what it does, and for which amount it waits. */
export interface BenchTerminal {
  readonly doing: "answering" | "away" | "bank" | "card" | "idle" | "reversing";
  readonly amount_minor: number;
  readonly ledger: Ledger;
}

/** The wallet's gateway: the amount a customer is asked for, 0 while nobody is; whether it answers 503 to all. */
export interface BenchWallet {
  readonly asked_minor: number;
  readonly down: boolean;
  readonly ledger: Ledger;
}

/** End the sale before tender. */
export interface CancelSale {
  readonly kind: "cancel_sale";
}

/** Do not sell the item that waits for a weight. */
export interface CancelWeighing {
  readonly kind: "cancel_weighing";
}

/** First frame: what can be scanned. */
export interface Catalogue {
  readonly type: "catalogue";
  readonly currency: string;
  readonly currency_exponent: number;
  readonly departments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly items: readonly BenchItem[];
}

/** Change a line's count, at least 1. */
export interface ChangeQuantity {
  readonly kind: "change_quantity";
  readonly line_seq: number;
  readonly quantity: number;
}

/** Say what became of an unknown payment, and who said so. */
export interface ConfirmByHand {
  readonly kind: "confirm_by_hand";
  readonly paid: boolean;
  readonly reason: "bank" | "customer" | "supervisor" | "terminal";
}

/**
 * What changed since `rev - 1`.
 *
 * `set` holds every changed top-level field but `lines` whole. `lines` are upserts by `line_seq`, after all lines
 * were dropped when `lines_reset`.
 */
export interface Delta {
  readonly type: "delta";
  readonly rev: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly lines: readonly LineView[];
  readonly lines_reset: boolean;
}

/** A lamp. `fault` is a code such as `unplugged`, `no_paper`, `cover_open`, `no_answer`. */
export interface DeviceView {
  readonly kind: "display" | "drawer" | "printer" | "scale" | "scanner" | "terminal" | "wallet";
  readonly state: "busy" | "closed" | "fault" | "idle" | "opening";
  readonly fault: string | null;
}

/** Put the paid sale away. */
export interface DismissSale {
  readonly kind: "dismiss_sale";
}

/** Ask why a line costs what it costs: answered by `Explained`, or by a refusing `Ack`. */
export interface Explain {
  readonly type: "explain";
  readonly seq: number;
  readonly line_seq: number;
}

/** Answer to the question `seq`: how the line got its price, and which offers it did not get. */
export interface Explained {
  readonly type: "explained";
  readonly seq: number;
  readonly line_seq: number;
  readonly units: readonly WhyUnits[];
  readonly levy_minor: number;
  readonly taxes: readonly WhyTax[];
  readonly unused: readonly WhyNot[];
}

/** First frame of a connection. `build` names the web client this lane serves: reload when it differs. */
export interface Hello {
  readonly type: "hello";
  readonly build: string;
  readonly rev: number;
}

/** One more and you save: so many units of the item take `saving_minor` off the sale, proven by pricing it. */
export interface HintView {
  readonly promotion_id: string;
  readonly item_names: Readonly<Record<string, string>>;
  readonly units: number;
  readonly saving_minor: number;
}

/** One wish. `command_id` makes a repeat harmless: the same id is answered again, not done again. */
export interface IntentFrame {
  readonly type: "intent";
  readonly seq: number;
  readonly command_id: string;
  readonly intent: KeyCode | KeyQuantity | ChangeQuantity | VoidLine | OverridePrice | CancelSale | CancelWeighing | StartTender | AbandonTender | TenderCash | TenderCard | TenderWallet | AbortPayment | QueryPayment | ConfirmByHand | ReversePayment | DismissSale | PrintCopy;
}

/** Register the item with this code (digits of a GTIN, in-store number or PLU). */
export interface KeyCode {
  readonly kind: "key_code";
  readonly code: string;
}

/** The next item counts so often. */
export interface KeyQuantity {
  readonly kind: "key_quantity";
  readonly quantity: number;
}

/** `kill -9`; the supervisor starts it again. */
export interface KillProcess {
  readonly do: "kill_process";
  readonly process: "lane" | "store";
}

/** The label of a pack measured the line: `amount_minor` is its price, if that counts, `mass_g` its weight. */
export interface LabelView {
  readonly amount_minor: number | null;
  readonly mass_g: number | null;
}

/**
 * The whole screen.
 *
 * `remaining_minor` is the exact rest, what card and wallet ask; `cash_remaining_minor` the cash that covers it.
 * `cash_rounding_minor` is what rounding added to the closed sale: tenders - change = total + rounding.
 */
export interface LaneView {
  readonly rev: number;
  readonly store_id: string;
  readonly store_names: Readonly<Record<string, string>>;
  readonly lane_id: string;
  readonly currency: string;
  readonly currency_exponent: number;
  readonly phase: "basket" | "change_due" | "idle" | "paying" | "tendering" | "weighing";
  readonly transaction_seq: number | null;
  readonly quantity: number;
  readonly lines: readonly LineView[];
  readonly hero_line_seq: number | null;
  readonly item_count: number;
  readonly subtotal_minor: number;
  readonly savings_minor: number;
  readonly total_minor: number;
  readonly promotions: readonly PromotionView[];
  readonly hints: readonly HintView[];
  readonly tendered_minor: number;
  readonly remaining_minor: number;
  readonly cash_remaining_minor: number;
  readonly change_minor: number | null;
  readonly cash_rounding_minor: number;
  readonly quick_cash_minor: readonly number[];
  readonly tender_kinds: readonly ("card" | "cash" | "wallet")[];
  readonly tenders: readonly TenderView[];
  readonly payment: PaymentView | null;
  readonly receipt_no: string | null;
  readonly receipts_pending: number;
  readonly weighing: WeighingView | null;
  readonly scans_held: number;
  readonly devices: readonly DeviceView[];
  readonly drawer_open: boolean | null;
  readonly store_link: StoreLink;
  readonly notice: Notice | null;
  readonly last_scan: LastScan | null;
}

/**
 * How the newest scan ended.
 *
 * `committed_mono_ns` is the machine's monotonic clock at the end of the commit, `commit_ns` how long the disk took.
 */
export interface LastScan {
  readonly scan_seq: number;
  readonly outcome: "held" | "line" | "payment" | "refused";
  readonly committed_mono_ns: number;
  readonly commit_ns: number;
}

/** All that was charged and all that went back; `movements` are the newest 4, newest last. */
export interface Ledger {
  readonly charge_count: number;
  readonly charged_minor: number;
  readonly returned_minor: number;
  readonly movements: readonly Movement[];
}

/**
 * A sale line as shown. `gross_minor` is struck through when it differs from `amount_minor`.
 *
 * With a `label`, its `mass_g` is the only weight to be shown: what the books want may be derived from the price.
 */
export interface LineView {
  readonly line_seq: number;
  readonly names: Readonly<Record<string, string>>;
  readonly code: string;
  readonly quantity: number;
  readonly mass_g: number | null;
  readonly unit_price_minor: number;
  readonly sold_by: "each" | "kg";
  readonly gross_minor: number;
  readonly amount_minor: number;
  readonly promotions: readonly PromotionView[];
  readonly overridden: boolean;
  readonly voided: boolean;
  readonly label: LabelView | null;
}

/** Let a device take everything and answer nothing, or send noise all the time; or no more. */
export interface MakeTrouble {
  readonly do: "make_trouble";
  readonly device: "display" | "drawer" | "printer" | "scale" | "scanner";
  readonly trouble: "babble" | "hang";
  readonly on: boolean;
}

/** Money that moved. `number` is the receipt of a card payment, the order of a wallet payment. */
export interface Movement {
  readonly kind: "auto_reversal" | "charge" | "refund" | "reversal";
  readonly number: string;
  readonly amount_minor: number;
}

/** The last thing the operator must hear. `seq` counts up, so the same notice twice sounds twice. */
export interface Notice {
  readonly seq: number;
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
  readonly tone: "accepted" | "attention" | "none" | "refused";
}

/** The whole line costs this much. */
export interface OverridePrice {
  readonly kind: "override_price";
  readonly line_seq: number;
  readonly amount_minor: number;
}

/**
 * The payment in flight: `asked` waits for a result, `unknown` for a decision, `reversing` for the money's return.
 *
 * `message` is what the device waits for, `reason` why nobody knows: codes. `actions` are the wishes that would be
 * accepted now. `stopping`: it was given up and may still end either way.
 */
export interface PaymentView {
  readonly method: "card" | "wallet";
  readonly amount_minor: number;
  readonly status: "approved" | "asked" | "reversing" | "unknown";
  readonly message: string | null;
  readonly reason: string | null;
  readonly stopping: boolean;
  readonly actions: readonly ("abort" | "confirm_by_hand" | "query" | "reverse")[];
}

/** Ask for a pong. */
export interface Ping {
  readonly type: "ping";
  readonly seq: number;
}

/** Pull a device's cable or put it back. */
export interface Plug {
  readonly do: "plug";
  readonly device: "display" | "drawer" | "printer" | "scale" | "scanner" | "terminal" | "wallet";
  readonly plugged: boolean;
}

/** Answer to a ping; lets a client notice a dead connection. */
export interface Pong {
  readonly type: "pong";
  readonly seq: number;
}

/** Print the last receipt again, marked as a copy. */
export interface PrintCopy {
  readonly kind: "print_copy";
}

/** A promotion at work and what it takes off. */
export interface PromotionView {
  readonly promotion_id: string;
  readonly names: Readonly<Record<string, string>>;
  readonly amount_minor: number;
}

/** Put a load on the scale, 0 to take it off; it moves for half a second, then settles. */
export interface PutWeight {
  readonly do: "put_weight";
  readonly mass_g: number;
}

/** Ask again what became of the payment in flight. */
export interface QueryPayment {
  readonly kind: "query_payment";
}

/** Switch the terminal off and on. */
export interface RebootTerminal {
  readonly do: "reboot_terminal";
}

/** Ask for a new snapshot. */
export interface Resync {
  readonly type: "resync";
}

/** Give back the unknown payment, or the tender with this number, or the newest one by card or wallet. */
export interface ReversePayment {
  readonly kind: "reverse_payment";
  readonly tender_seq: number | null;
}

/** Stop or start the broker. */
export interface RunBroker {
  readonly do: "run_broker";
  readonly running: boolean;
}

/** Send this code through the scanner's wire. */
export interface Scan {
  readonly do: "scan";
  readonly code: string;
}

/** Send all these codes in one go, faster than any hand. */
export interface ScanBurst {
  readonly do: "scan_burst";
  readonly codes: readonly string[];
}

/** Open or close the printer's cover. */
export interface SetCover {
  readonly do: "set_cover";
  readonly open: boolean;
}

/** Open or close the drawer by hand. */
export interface SetDrawer {
  readonly do: "set_drawer";
  readonly open: boolean;
}

/** Let the wallet's gateway answer 503 to everything, or be well. */
export interface SetGateway {
  readonly do: "set_gateway";
  readonly down: boolean;
}

/** Take the paper out or put it in. */
export interface SetPaper {
  readonly do: "set_paper";
  readonly present: boolean;
}

/** Let the pan never come to rest. */
export interface ShakeScale {
  readonly do: "shake_scale";
  readonly shaking: boolean;
}

/** Hold a telephone with a fresh payment code before the scanner. */
export interface ShowCode {
  readonly do: "show_code";
  readonly wallet: "alipay" | "wechat";
}

/** The whole state. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly rev: number;
  readonly view: LaneView;
}

/** Ask for the money. */
export interface StartTender {
  readonly kind: "start_tender";
}

/** `online`: the store answers. `queued`: journal records it has not confirmed yet. */
export interface StoreLink {
  readonly online: boolean;
  readonly queued: number;
}

/** Take a payment at the terminal: this much of what remains, or all of it. */
export interface TenderCard {
  readonly kind: "tender_card";
  readonly amount_minor: number | null;
}

/** Cash received; less than what remains is a part payment. */
export interface TenderCash {
  readonly kind: "tender_cash";
  readonly amount_minor: number;
}

/** Money received. `account` is masked; a `reversible` one can be given back by its number. */
export interface TenderView {
  readonly tender_seq: number;
  readonly tender: "card" | "cash" | "wallet";
  readonly amount_minor: number;
  readonly scheme: string;
  readonly account: string;
  readonly by_hand: boolean;
  readonly reversible: boolean;
}

/** Charge the wallet that shows this code; it is used once and kept nowhere. */
export interface TenderWallet {
  readonly kind: "tender_wallet";
  readonly code: string;
  readonly amount_minor: number | null;
}

/** Take a line off the sale. */
export interface VoidLine {
  readonly kind: "void_line";
  readonly line_seq: number;
}

/** The item that waits for a weight, and what the scale says now. `mass_g` is for display only. */
export interface WeighingView {
  readonly names: Readonly<Record<string, string>>;
  readonly unit_price_minor: number;
  readonly scale: "moving" | "not_cleared" | "over" | "stable" | "under" | "unknown" | "zero";
  readonly mass_g: number | null;
}

/** Goods of another line that serve a promotion together with this one. */
export interface WhyMate {
  readonly names: Readonly<Record<string, string>>;
  readonly units: number;
}

/**
 * A promotion that touches the line's item and that not all its units got.
 *
 * `reason` is a code of rust/pricing_core/src/explain/reason.rs, or `elsewhere`: it fired on other goods. `have` and
 * `need` are units, or minor units with `missing_spend`; `lost_against` names who has the goods instead and what that
 * saves more.
 */
export interface WhyNot {
  readonly promotion_id: string;
  readonly names: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly have: number | null;
  readonly need: number | null;
  readonly against: Readonly<Record<string, string>> | null;
  readonly by_minor: number | null;
}

/** A promotion on a unit's way: what the unit saves, and what the promotion saves on all it took. */
export interface WhyStep {
  readonly promotion_id: string;
  readonly names: Readonly<Record<string, string>>;
  readonly saving_minor: number;
  readonly group_saving_minor: number;
  readonly mates: readonly WhyMate[];
}

/** A tax of the line, in 1/1,000 %: contained in what it costs, or `added` to it. */
export interface WhyTax {
  readonly names: Readonly<Record<string, string>>;
  readonly rate_mpct: number;
  readonly amount_minor: number;
  readonly added: boolean;
}

/** Units of a line that went the same way; every amount is of one unit. */
export interface WhyUnits {
  readonly units: number;
  readonly shelf_minor: number;
  readonly markdown_minor: number;
  readonly steps: readonly WhyStep[];
  readonly staff_minor: number;
  readonly paid_minor: number;
}
