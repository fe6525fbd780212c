import type { BenchState } from "../contract";
import { text } from "../shared/i18n";
import { Cable, Card } from "./Cards";

/** What the customer reads, as a vacuum fluorescent display shows it: forty cells. */
export function Display({ state }: { state: BenchState }) {
  const dark = !state.plugged.display;
  const read = state.display.map((line) => line.trim().replace(/ +/g, " ")).join(" / ");
  return (
    <Card icon="display" title={text("bench.display")} aside={<Cable device="display" state={state} />}>
      <div class="vfd" role="img" data-dark={dark} aria-label={read}>
        {state.display.map((line, row) => (
          <div key={`${row + 1}`} class="row">
            {[...line].map((character, column) => (
              <i key={`${column + 1}`}>{character}</i>
            ))}
          </div>
        ))}
      </div>
    </Card>
  );
}
