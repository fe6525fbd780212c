import type { PromotionView } from "../contract";
import { nameOf } from "../shared/i18n";
import { amount } from "./amounts";

/** What each promotion takes off, as a tag. */
export function PromotionTags({ promotions }: { promotions: readonly PromotionView[] }) {
  return (
    <>
      {promotions.map((promotion) => (
        <span class="tag promotion" key={promotion.promotion_id}>
          <span>{nameOf(promotion.names)}</span> <b>{amount(-promotion.amount_minor)}</b>
        </span>
      ))}
    </>
  );
}
