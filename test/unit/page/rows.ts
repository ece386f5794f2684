import type { RequestEntry } from '../../../src/model/entry.ts';

type Change = Partial<Omit<RequestEntry, 'played'>> & { readonly played?: Partial<RequestEntry['played']> };

/** A request as the journal has it: the first of call 1, answered at once. */
export function requestEntry({ played, ...changes }: Change = {}): RequestEntry {
  return {
    ...{ id: 1, kind: 'request', at: 1_000, scenario: 's', label: 'one', connection: 1, call: 1, attempt: 1 },
    ...{ signals: [], certainty: 'certain', retryCount: null, idempotencyKey: null, method: 'POST' },
    ...{ url: '/v1/chat/completions', route: 'chat', surface: 'public', model: 'm', stream: false },
    ...{ client: 'test/1', key: null, keyBeside: null, bodyBytes: 10, bodyExtent: 'whole', rules: [] },
    ...{ source: 'stub', upstreamFailure: null, tookMs: 5 },
    ...changes,
    played: {
      ...{ status: 200, headers: [], headAt: 1_001, error: null, frames: 1, bytes: 10, pauses: [] },
      ending: 'complete',
      ...played,
    },
  };
}
