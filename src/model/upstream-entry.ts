import type { UpstreamFacts } from './facts.ts';

/** What the journal says of the several upstreams of a scenario; nothing where it has one. */
export interface UpstreamEntry {
  /** Name of the upstream that was asked. */
  readonly upstream?: string;
  readonly chosenBy?: UpstreamFacts['chosenBy'];
  /** Other upstreams at which a rule could have failed this request at that time; absent: none. */
  readonly upstreamsDown?: readonly string[];
}
