import type { RequestFacts } from './facts.ts';
import type { Model } from './platform.ts';

/**
 * What a request for a model would meet now: nothing, a refusal by a limit (429), an answer that is late or
 * damaged, or an error or no answer. `degraded` also stands for what differs between requests.
 */
export type Prospect = 'well' | 'limited' | 'degraded' | 'down';

/** Asked by a request, since rules may depend on the client; changes no counter. */
export type Outlook = (asker: RequestFacts, model: Model) => Promise<Prospect>;
