/** One thing to buy and how many of it, as UCP's permalink item grammar writes it: `sku`, `sku:2`, `sku1:2,sku2:1`. */
export interface ItemChoice {
  /** The variant's id (UCP `item.id`), decoded. */
  readonly id: string;
  /** At least 1. */
  readonly quantity: number;
}
