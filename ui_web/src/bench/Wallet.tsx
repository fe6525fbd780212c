import type { AnswerWallet, BenchState, BenchWallet, ShowCode } from "../contract";
import { text } from "../shared/i18n";
import { Cable, Card, Switch } from "./Cards";
import { Ledger } from "./Ledger";
import { amount, run } from "./state";

const WALLETS: readonly ShowCode["wallet"][] = ["wechat", "alipay"];
const ANSWERS: readonly AnswerWallet["answer"][] = ["confirms", "refuses", "late"];

/** The customer's telephone: shows a code to the scanner, then confirms the payment or does not. */
export function Wallet({ wallet, state }: { wallet: BenchWallet; state: BenchState }) {
  const asked = wallet.asked_minor > 0;
  return (
    <Card icon="qr" title={text("bench.wallet")} aside={<Cable device="wallet" state={state} />}>
      <div class="answers">
        {WALLETS.map((kind) => (
          <button
            type="button"
            key={kind}
            class="small"
            name={`show-${kind}`}
            onClick={() => run({ do: "show_code", wallet: kind })}
          >
            {text(`bench.show.${kind}`)}
          </button>
        ))}
      </div>
      <div class="line">
        <span class={`tag ${asked ? "ask" : "plain"}`} data-wallet={asked ? "asked" : "idle"}>
          {text(asked ? "bench.wallet.asked" : "bench.wallet.idle")}
        </span>
        {asked && <b class="asked">{amount(wallet.asked_minor)}</b>}
        <span class="spring" />
        <Switch
          on={wallet.down}
          name="gateway-down"
          label={text("bench.gateway_down")}
          turn={(down) => run({ do: "set_gateway", down })}
        />
      </div>
      <div class="answers three">
        {ANSWERS.map((answer) => (
          <button
            type="button"
            key={answer}
            class={`small ${answer === "confirms" ? "strong" : ""}`}
            name={`wallet-${answer}`}
            disabled={!asked}
            onClick={() => run({ do: "answer_wallet", answer })}
          >
            {text(`bench.wallet.${answer}`)}
          </button>
        ))}
      </div>
      <Ledger ledger={wallet.ledger} name="wallet" />
    </Card>
  );
}
