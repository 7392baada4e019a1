import {z} from 'zod';

const Title = z.string().min(1).max(200);
const Count = z.int().min(1).max(1_000_000_000);

/** A discount as the shop asks for it. Amounts are decimal strings in major units of `currency`, the shop's when absent. */
export const NewDiscountSchema = z.object({
  /** Absent: it applies by itself. */
  code: z.string().max(200).optional(),
  /** `en` is what others fall back to. Absent: the code. */
  title: z.object({en: Title.optional(), 'zh-Hans': Title.optional(), 'zh-Hant': Title.optional()}).strict().optional(),
  /** Such as `12.5`. */
  percent: z.string().max(40).optional(),
  amount: z.string().max(40).optional(),
  /** The most that `percent` takes off. */
  upTo: z.string().max(40).optional(),
  /** The least that the goods that it is for must cost together, before anything is taken off. */
  minimum: z.string().max(40).optional(),
  currency: z.string().max(40).optional(),
  /** Ids or SKUs; absent: everything. */
  items: z.array(z.string().min(1).max(200)).min(1).max(1000).optional(),
  /** Delivery is free. */
  delivery: z.boolean().optional(),
  /** A date, or date and time, of the shop's clock. */
  from: z.string().max(40).optional(),
  /** The last day, or the first instant after. */
  until: z.string().max(40).optional(),
  uses: Count.optional(),
  usesPerContact: Count.optional(),
  /** Not together with any other discount. */
  alone: z.boolean().optional(),
}).strict();
export type NewDiscount = z.output<typeof NewDiscountSchema>;

/** What `hangtag discount` asks for, whether it does it itself or a running server does. */
export const DiscountRequestSchema = z.discriminatedUnion('do', [
  z.object({do: z.literal('add'), discount: NewDiscountSchema, timeZone: z.string().max(100).optional()}),
  z.object({do: z.literal('list'), all: z.boolean().optional()}),
  z.object({do: z.literal('end'), name: z.string().min(1).max(200)}),
]);
export type DiscountRequest = z.output<typeof DiscountRequestSchema>;

/** Why a discount was not set, in a sentence for the shop's people. */
export class DiscountError extends Error {
  override readonly name = 'DiscountError';
}
