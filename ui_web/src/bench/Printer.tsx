import { useSignal } from "@preact/signals";
import type { BenchState } from "../contract";
import { text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { Cable, Card, Fault, Switch } from "./Cards";
import { run } from "./state";

export function Printer({ state }: { state: BenchState }) {
  return (
    <Card icon="printer" title={text("bench.printer")} aside={<Cable device="printer" state={state} />}>
      <div class="line switches">
        <Switch
          on={state.paper}
          name="paper"
          label={text("bench.paper")}
          turn={(present) => run({ do: "set_paper", present })}
        />
        <Switch
          on={state.cover_open}
          name="cover"
          label={text("bench.cover")}
          turn={(open) => run({ do: "set_cover", open })}
        />
        <Fault device="printer" trouble="hang" state={state} />
      </div>
      <Receipts receipts={state.receipts} />
    </Card>
  );
}

/** Printed papers, the newest first; counted back from it, so that a new one is seen at once. */
function Receipts({ receipts }: { receipts: readonly string[] }) {
  const back = useSignal(0);
  const index = Math.max(0, receipts.length - 1 - back.value);
  const paper = receipts[index];
  if (paper === undefined) return <p class="none">{text("bench.no_receipts")}</p>;
  return (
    <>
      <div class="line">
        <button
          type="button"
          class="small"
          name="older"
          aria-label={text("bench.older")}
          disabled={index === 0}
          onClick={() => {
            back.value += 1;
          }}
        >
          <Icon name="left" />
        </button>
        <span>{text("bench.receipt_of", { n: index + 1, total: receipts.length })}</span>
        <button
          type="button"
          class="small"
          name="newer"
          aria-label={text("bench.newer")}
          disabled={back.value === 0}
          onClick={() => {
            back.value -= 1;
          }}
        >
          <Icon name="right" />
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long paper scrolls by keyboard too */}
      <section class="paper" aria-label={text("bench.receipts")} tabIndex={0}>
        <pre>{paper}</pre>
      </section>
    </>
  );
}
