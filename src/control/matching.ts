import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import type { Entry } from '../model/entry.ts';
import { labelField } from './shapes.ts';

/** Members of an input that choose journal entries. */
export const entryFilter = {
  label: labelField,
  kind: z
    .enum(['connection', 'opening', 'finding', 'request', 'outcome', 'notice'])
    .exactOptional()
    .describe('Kind of entry. Absent: every one.'),
  route: z.string().exactOptional().describe('Route of the platform, such as chat.'),
  status: z.coerce.number<number | string>().int().exactOptional().describe('Status that was sent.'),
  rule: z.string().exactOptional().describe('Id of a rule that fired.'),
};

/** Number of an entry: only later ones are meant. */
export const sinceField = z.coerce
  .number<number | string>()
  .int()
  .min(0)
  .default(0)
  .describe('Only entries with a larger number: `next` of an earlier answer.');

export const timeoutField = duration
  .refine((ms) => ms <= 600_000, 'expected at most 10m')
  .default(30_000)
  .describe('How long to wait at most: 10s. At most 10 minutes.');

export interface EntryFilter {
  readonly label?: string;
  readonly kind?: Entry['kind'];
  readonly route?: string;
  readonly status?: number;
  readonly rule?: string;
}

const labelOf = (entry: Entry) => ('label' in entry ? entry.label : '');

function hasRequest(entry: Entry, { route, status }: EntryFilter): boolean {
  if (route === undefined && status === undefined) return true;
  if (entry.kind !== 'request') return false;
  return (
    (route === undefined || entry.route === route) && (status === undefined || entry.played.status === status)
  );
}

function hasRule(entry: Entry, { rule }: EntryFilter): boolean {
  if (rule === undefined) return true;
  if (!('rules' in entry)) return false;
  return entry.rules.some((each) => each.rule === rule && each.outcome === 'fired');
}

export function isMeant(entry: Entry, filter: EntryFilter): boolean {
  const { label, kind } = filter;
  if (label !== undefined && labelOf(entry) !== label) return false;
  if (kind !== undefined && entry.kind !== kind) return false;
  return hasRequest(entry, filter) && hasRule(entry, filter);
}
