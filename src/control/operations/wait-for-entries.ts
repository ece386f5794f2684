import { z } from 'zod';
import type { Entry } from '../../model/entry.ts';
import { type EntryFilter, entryFilter, isMeant, sinceField, timeoutField } from '../matching.ts';
import { type Asking, operation } from '../operation.ts';
import { entryShape } from '../shapes.ts';

interface Wanted {
  readonly count: number;
  readonly since: number;
  readonly timeout: number;
}

/** Resolves with the entries that are there when enough have come, or when the time is over. */
function collect(
  { count, since, timeout }: Wanted,
  filter: EntryFilter,
  { steering, signal }: Asking,
): Promise<readonly Entry[]> {
  const found = steering.entries(since).filter((entry) => isMeant(entry, filter));
  if (found.length >= count || timeout === 0) return Promise.resolve(found);
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      unsubscribe();
      signal.removeEventListener('abort', done);
      resolve(found);
    };
    const unsubscribe = steering.subscribe((entry) => {
      if (isMeant(entry, filter)) found.push(entry);
      if (found.length >= count) done();
    });
    const cancel = steering.clock.after(timeout, done);
    signal.addEventListener('abort', done);
  });
}

export const waitForEntries = operation({
  name: 'waitForEntries',
  summary: 'Waits until the journal has so many entries; requests, where no other kind is named',
  method: 'get',
  path: '/journal/wait',
  input: z.strictObject({
    ...entryFilter,
    kind: entryFilter.kind.unwrap().default('request'),
    since: sinceField,
    count: z.coerce.number<number | string>().int().min(1).max(10_000).default(1),
    timeout: timeoutField,
  }),
  output: z.strictObject({
    state: z.enum(['complete', 'timed-out']),
    entries: z.array(entryShape).readonly(),
  }),
  command: { name: 'wait', argument: 'count' },
  async effect({ since, count, timeout, ...filter }, asking) {
    const entries = await collect({ since, count, timeout }, filter, asking);
    const state = entries.length >= count ? ('complete' as const) : ('timed-out' as const);
    return { state, entries };
  },
});
