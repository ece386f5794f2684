/**
 * What happens to a socket on accept, before anything was read.
 * `stall` keeps it open in silence for `ms` and then closes it.
 */
export type Welcome =
  | { readonly kind: 'serve' }
  | { readonly kind: 'close' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall'; readonly ms: number };

/** How a connection is treated, as plain data that connection faults rewrite. */
export interface ConnectionPlan {
  readonly welcome: Welcome;
}
