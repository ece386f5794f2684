import { z } from 'zod';
import { entryFilter, isMeant, sinceField } from '../matching.ts';
import { operation } from '../operation.ts';
import { entryShape } from '../shapes.ts';

export const readJournal = operation({
  name: 'readJournal',
  summary: 'The journal, oldest entry first',
  method: 'get',
  path: '/journal',
  input: z.strictObject({
    ...entryFilter,
    since: sinceField,
    limit: z.coerce.number<number | string>().int().min(1).max(10_000).default(1_000),
  }),
  output: z.strictObject({
    entries: z.array(entryShape).readonly(),
    next: z.int().describe('`since` of the entries that follow.'),
    dropped: z.int().describe('Entries that made room for newer ones.'),
  }),
  lines: { items: 'entries', cursor: 'next' },
  command: { name: 'journal' },
  effect({ since, limit, ...filter }, { steering }) {
    const later = steering.entries(since);
    const entries = later.filter((entry) => isMeant(entry, filter)).slice(0, limit);
    const last = entries.length === limit ? entries.at(-1) : later.at(-1);
    return { entries, next: last?.id ?? since, dropped: steering.dropped() };
  },
});
