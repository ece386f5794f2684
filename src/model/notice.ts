/** What a notice of the journal is about. */
export type Notice =
  | 'reloaded'
  | 'reload-refused'
  | 'evicted'
  /** By the control API: rules were changed, a scenario was made the default one, faults were stopped. */
  | 'steered'
  /** A drill holds the lease of the gateway, has entered a stage, and is over. */
  | 'drill-began'
  | 'stage-entered'
  | 'drill-ended'
  /** The kill switch: every fault is stopped, and released. */
  | 'faults-stopped'
  | 'faults-released'
  /** By the control API: there is money in a wallet again. */
  | 'topped-up'
  /** The wall clock of the machine was set. */
  | 'clock-stepped'
  /** The store that gateways share went away, or is back. */
  | 'store-lost'
  | 'store-back'
  /** Bytes that are no complete request. */
  | 'bad-request'
  /** A request that the gateway answered in its own name. */
  | 'request-refused'
  | 'tunnel-refused'
  /** No tape has a recording of the request. */
  | 'tape-miss'
  /** The request was sent more often than it was recorded. */
  | 'tape-used-up'
  /** At the end of a run: recordings that were not played. */
  | 'tape-unconsumed'
  /** A complete answer could not be recorded. */
  | 'tape-skipped';
