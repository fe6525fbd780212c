import { useSignal } from "@preact/signals";
import type { BenchState } from "../contract";
import { nameOf, text } from "../shared/i18n";
import { Icon } from "../shared/icons";
import { Cable } from "./Cards";
import { burst, catalogue, department, items, price, run, wanted } from "./state";

/** Everything that can be scanned; a press sends the code through the scanner's wire. */
export function Items({ state }: { state: BenchState }) {
  return (
    <main class="items">
      <div class="find">
        <label class="field">
          <Icon name="search" />
          <input
            type="search"
            placeholder={text("bench.search")}
            aria-label={text("bench.search")}
            value={wanted.value}
            onInput={(event) => {
              wanted.value = event.currentTarget.value;
            }}
          />
        </label>
        <FreeCode />
        <button
          type="button"
          class="small"
          name="burst"
          disabled={burst.value.length === 0}
          onClick={() => run({ do: "scan_burst", codes: burst.value })}
        >
          {text("bench.burst", { n: burst.value.length })}
        </button>
        <Cable device="scanner" state={state} named />
      </div>
      <Departments />
      <div class="grid">
        {items.value.map((item) => (
          <button
            type="button"
            class="item"
            key={item.code}
            data-code={item.code}
            onClick={() => run({ do: "scan", code: item.code })}
          >
            <b>{nameOf(item.names)}</b>
            <small>
              <span>{item.code}</span>
              <span>{price(item)}</span>
            </small>
          </button>
        ))}
        {items.value.length === 0 && <p class="none">{text("bench.no_items")}</p>}
      </div>
    </main>
  );
}

function FreeCode() {
  const code = useSignal("");
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.value !== "") run({ do: "scan", code: code.value });
      }}
    >
      <Icon name="scanner" />
      <input
        name="code"
        placeholder={text("bench.code")}
        aria-label={text("bench.code")}
        autocomplete="off"
        value={code.value}
        onInput={(event) => {
          code.value = event.currentTarget.value;
        }}
      />
      <button type="submit" class="small strong">
        {text("bench.scan")}
      </button>
    </form>
  );
}

function Departments() {
  const choose = (id: string | null) => () => {
    department.value = id;
    wanted.value = "";
  };
  const chosen = (id: string | null) => wanted.value === "" && department.value === id;
  return (
    <nav class="tabs">
      <button type="button" aria-pressed={chosen(null)} onClick={choose(null)}>
        {text("bench.all")}
      </button>
      {Object.entries(catalogue.value?.departments ?? {}).map(([id, names]) => (
        <button type="button" key={id} aria-pressed={chosen(id)} onClick={choose(id)}>
          {nameOf(names)}
        </button>
      ))}
    </nav>
  );
}
