import type { Entry, RequestEntry, Unnumbered } from '../../../src/model/entry.ts';
import type { Platform } from '../../../src/model/platform.ts';

/** A platform as far as the redactor looks at it. */
export function platformWith(credential: Partial<Platform['credential']> = {}): Platform {
  return {
    name: 'sample',
    credential: {
      headers: ['authorization'],
      scheme: 'Bearer',
      prefix: 'sk-oais',
      documented: {},
      ...credential,
    },
  } as unknown as Platform;
}

export function requestEntry(changes: Partial<RequestEntry> = {}): Unnumbered<Entry> {
  return {
    kind: 'request',
    at: 1_000,
    scenario: 'sample',
    label: '',
    connection: 1,
    call: 1,
    attempt: 1,
    signals: ['body'],
    certainty: 'certain',
    retryCount: null,
    idempotencyKey: null,
    keyBeside: null,
    method: 'POST',
    url: '/v1/chat/completions',
    route: 'chat',
    surface: 'v1',
    model: 'sample-model',
    stream: false,
    client: 'curl/8',
    key: null,
    bodyBytes: 12,
    bodyExtent: 'whole',
    rules: [{ rule: 'limited', outcome: 'fired', because: 'match 1 of 2', faults: ['error'] }],
    source: 'stub',
    played: {
      status: 429,
      headers: [],
      headAt: null,
      error: null,
      frames: 1,
      bytes: 10,
      pauses: [],
      ending: 'complete',
    },
    upstreamFailure: null,
    tookMs: 1.5,
    ...changes,
  };
}

export function notice(says: string): Unnumbered<Entry> {
  return { kind: 'notice', at: 1_000, scenario: 'sample', label: '', notice: 'reloaded', says };
}
