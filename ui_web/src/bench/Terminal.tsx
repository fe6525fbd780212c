import type { AnswerCard, BenchState, BenchTerminal } from "../contract";
import { text } from "../shared/i18n";
import { Cable, Card } from "./Cards";
import { Ledger } from "./Ledger";
import { amount, run } from "./state";

const ANSWERS: readonly AnswerCard["answer"][] = ["pays", "refuses", "late", "drop"];

/** The card terminal; whoever works the bench is the customer. */
export function Terminal({ terminal, state }: { terminal: BenchTerminal; state: BenchState }) {
  const waits = terminal.doing === "card";
  const calm = terminal.doing === "idle";
  return (
    <Card icon="terminal" title={text("bench.terminal")} aside={<Cable device="terminal" state={state} />}>
      <div class="line">
        <span class={`tag ${calm ? "plain" : "ask"}`} data-terminal={terminal.doing}>
          {text(`bench.terminal.${terminal.doing}`)}
        </span>
        {terminal.amount_minor > 0 && <b class="asked">{amount(terminal.amount_minor)}</b>}
        <span class="spring" />
        <button type="button" class="small" name="reboot" onClick={() => run({ do: "reboot_terminal" })}>
          {text("bench.reboot")}
        </button>
      </div>
      <div class="answers">
        {ANSWERS.map((answer) => (
          <button
            type="button"
            key={answer}
            class={`small ${answer === "pays" ? "strong" : ""}`}
            name={`card-${answer}`}
            disabled={!waits}
            onClick={() => run({ do: "answer_card", answer })}
          >
            {text(`bench.card.${answer}`)}
          </button>
        ))}
      </div>
      <Ledger ledger={terminal.ledger} name="terminal" />
    </Card>
  );
}
