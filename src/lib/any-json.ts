import { z } from 'zod';

/** A value of JSON; an integer that a number cannot hold is a bigint. */
export type AnyJson =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly AnyJson[]
  | { readonly [name: string]: AnyJson };

/** An integer of a file that a number cannot hold. */
export const longInteger = z.bigint().meta({ type: 'integer' });

/** Any JSON, as a file has it; every integer is sent as it is written. */
export const anyJson: z.ZodType<AnyJson> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    longInteger,
    z.boolean(),
    z.null(),
    z.array(anyJson),
    z.record(z.string(), anyJson),
  ]),
);
