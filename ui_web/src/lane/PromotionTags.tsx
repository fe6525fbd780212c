import type { PromotionView } from "../contract";
import { nameOf } from "../shared/i18n";
import { amount } from "./amounts";

/** What promotions take off, as one tag: the name of the one that saves most, how many others, and the sum. */
export function PromotionTags({ promotions }: { promotions: readonly PromotionView[] }) {
  const [best, ...others] = [...promotions].sort((one, other) => other.amount_minor - one.amount_minor);
  if (!best) return null;
  const sum_minor = promotions.reduce((sum, promotion) => sum + promotion.amount_minor, 0);
  return (
    <span class="tag promotion">
      <span>{nameOf(best.names)}</span>
      {others.length > 0 && <b>+{others.length}</b>}
      <b>{amount(-sum_minor)}</b>
    </span>
  );
}
