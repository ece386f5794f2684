import type { RequestEntry } from '../model/entry.ts';

/** What a request asks. */
export type Asking = Pick<RequestEntry, 'model' | 'upstream' | 'chosenBy'>;

/** The upstream that the client named in its URL; `null`: none, or it was the gateway's choice. */
export function namedUpstream({ upstream, chosenBy }: Asking): string | null {
  return chosenBy === 'client' && upstream !== undefined ? upstream : null;
}

/** What has a queue of its own: a model at an upstream. Nothing asks for a wait before another one. */
export function placeOf(asking: Asking): string {
  return JSON.stringify([namedUpstream(asking), asking.model]);
}

export function isSamePlace(one: Asking, other: Asking): boolean {
  return one.model === other.model && namedUpstream(one) === namedUpstream(other);
}
