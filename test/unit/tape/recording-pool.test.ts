import { expect, test } from 'vitest';
import type { RecordedRequest } from '../../../src/model/tape.ts';
import { RecordingPool } from '../../../src/tape/recording-pool.ts';
import { asked, recorded } from './recordings.ts';

const ignored = ['/metadata/ts', '?run'];

/** Places of the recordings that requests find, in the order in which they come. */
function found(kept: readonly RecordedRequest[], wanted: readonly RecordedRequest[]): string[] {
  const pool = new RecordingPool(
    kept.map((request, at) => recorded(String(at), request)),
    ignored,
  );
  return wanted.map((request) => {
    const checkout = pool.checkOut(request);
    return typeof checkout === 'string' ? checkout : checkout.recording.place;
  });
}

const cut = (text: string): RecordedRequest => ({ ...asked(text), body: Buffer.from('{"a"'), bodyBytes: 9 });

test.each<[string, RecordedRequest, RecordedRequest]>([
  ['members in another order', asked({ a: 1, b: 2 }), asked({ b: 2, a: 1 })],
  ['other blanks', asked('{"a":1}'), asked('{ "a": 1 }')],
  ['what is ignored', asked({ a: 1, metadata: { ts: 1 } }), asked({ a: 1, metadata: { ts: 2 } })],
  ['parameters in another order', asked('', { query: '?a=1&b=2' }), asked('', { query: '?b=2&a=1&run=7' })],
])('%s: the same request', (_, kept, wanted) => {
  expect(found([kept], [wanted, wanted])).toEqual(['0', 'used-up']);
});

test.each<[string, RecordedRequest, RecordedRequest]>([
  ['another value', asked({ a: 1 }), asked({ a: 2 })],
  ['another page', asked('', { query: '?after=a' }), asked('', { query: '?after=b' })],
  ['the spelling of a body that is kept in part', cut('{"a":1,"b":2}'), cut('{"b":2,"a":1}')],
  ['another spelling of a text', asked('a b'), asked('ab')],
])('%s: another request', (_, kept, wanted) => {
  expect(found([kept], [wanted])).toEqual(['unknown']);
});

test('a recording of the very bytes comes first, then those alike, in their order', () => {
  const [one, other] = [asked({ a: 1, b: 2 }), asked({ b: 2, a: 1 })];
  expect(found([one, other], [other, other, other])).toEqual(['1', '0', 'used-up']);
});
