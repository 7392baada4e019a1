import {z} from 'zod';
import {FIELDS} from '../import/columns.ts';
import type {Field} from '../import/columns.ts';
import {ENCODINGS} from '../import/decode-text.ts';
import {DATE_ORDERS} from '../import/sale-date.ts';

/** What `hangtag import` asks for, whether it does the work itself or a running server does. */
export const ImportRequestSchema = z.object({
  /** Absent: the shop's own. */
  currency: z.string().optional(),
  timeZone: z.string().optional(),
  locale: z.string().optional(),
  map: z.record(z.string(), z.enum(Object.keys(FIELDS) as [Field, ...Field[]])).optional(),
  stock: z.enum(['keep', 'set']).optional(),
  dryRun: z.boolean().optional(),
  archiveMissing: z.boolean().optional(),
  encoding: z.enum(ENCODINGS).optional(),
  dateOrder: z.enum(DATE_ORDERS).optional(),
});

export type ImportRequest = z.output<typeof ImportRequestSchema>;
