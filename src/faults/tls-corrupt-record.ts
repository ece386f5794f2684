import { z } from 'zod';
import { corruptions, corruptRecord } from '../answer/framing/damage/corrupt-record.ts';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const afterHead = { kind: 'after-head' } as const;
const params = positioned(afterHead, {
  kind: z.enum(['bad-mac', 'oversize', 'plaintext']).default('bad-mac').describe('What is wrong with it.'),
});

/** Milliseconds for the client to disconnect. A client that verifies records disconnects at once. */
const closeTimeoutMs = 5_000;

/** Does not change answers without TLS. */
export const tlsCorruptRecord = requestFault({
  name: 'tls-corrupt-record',
  layer: 'tls-record',
  effect: 'rewrites',
  summary: 'on TLS, send a record in an answer that cannot be decrypted, is too long, or is plain text',
  params,
  main: 'kind',
  example: { kind: 'bad-mac', bytes: '512B' },
  explain(given) {
    const where = describePosition(positionOf(given, afterHead));
    return `send ${corruptions[given.kind]} ${where}, where there is TLS`;
  },
  apply(steps, { params: given, facts, luck, clock, hangMs }) {
    if (facts.connection.tls !== true) return steps;
    const corrupt: readonly Step[] = [
      { kind: 'raw', under: 'tcp', bytes: corruptRecord(given.kind, luck) },
      { kind: 'pause', ms: Math.min(closeTimeoutMs, hangMs) },
      { kind: 'sever', how: 'rst' },
    ];
    const position = positionOf(given, afterHead);
    return interpose(steps, position, { steps: corrupt, rest: 'dropped' }, clock);
  },
});
