import { faults } from '../../src/faults/index.ts';
import { isDangerous } from './outcome.ts';
import type { Row } from './row.ts';
import { clients } from './run.ts';

const isOfStreams = ({ fault }: Row) =>
  faults.some(({ name, layer }) => name === fault && layer === 'stream');

/** The tables of the page, and what is in each of them. */
export const parts: Readonly<Record<string, (row: Row) => boolean>> = {
  streams: (row) => row.asks === 'stream' && (row.fault === '' || isOfStreams(row)),
  elsewhere: (row) => row.asks === 'stream' && row.fault !== '' && !isOfStreams(row),
  bodies: ({ asks }) => asks === 'whole',
};

/** Somebody does not notice it by himself, or notices it wrongly with the lines that help. */
export function isQuiet(row: Row): boolean {
  return (
    clients.some((client) => row.seen[client].split(' | ').some(isDangerous)) ||
    Object.keys(row.careful).length > 0
  );
}
