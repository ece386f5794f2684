import type { RequestFacts } from './facts.ts';
import type { Model } from './platform.ts';

/**
 * What a request for a model would meet now: nothing, a refusal by a limit (429), an answer that is late or
 * damaged, or an error or no answer. `degraded` also stands for what differs between requests.
 */
export type Prospect = 'well' | 'limited' | 'degraded' | 'down';

/** How one limit that counts the requests of a client stands for it. */
export interface Standing {
  readonly id: string;
  /** `requests`, `tokens`, … */
  readonly unit: string;
  readonly limit: number;
  /** Milliseconds in which so much is let through. */
  readonly perMs: number;
  readonly remaining: number;
  /** Milliseconds until nothing is used any more; `null`: that does not depend on time. */
  readonly resetMs: number | null;
}

/** Asked by a request, since rules and limits may depend on the client; changes no counter. */
export interface Outlook {
  prospect(asker: RequestFacts, model: Model): Promise<Prospect>;
  /** Limits of which each model has one of its own are there for each of the models. */
  standings(asker: RequestFacts, models: Iterable<Model>): Promise<readonly Standing[]>;
}
