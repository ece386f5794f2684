import { z } from 'zod';
import { duration } from '../lib/shapes.ts';
import { describeHold } from '../lib/units.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  for: duration.optional().describe('How long. Default: `limits: { hang }`.'),
  at: z
    .enum(['client-hello', 'half-way'])
    .default('client-hello')
    .describe('Before the first byte, or behind a part.'),
});

const places = {
  'client-hello': { flight: 'none', says: 'take the ClientHello' },
  'half-way': { flight: 'part', says: 'send a part of the first TLS record' },
} as const;

export const tlsStall = connectionFault({
  name: 'tls-stall',
  layer: 'tls',
  summary: 'go silent in the handshake, before the first byte or behind a part of it, then close',
  params,
  main: 'for',
  example: { for: '30s', at: 'half-way' },
  explain: (given) => `${places[given.at].says} and stay silent ${describeHold(given.for)}`,
  apply: (plan, { params: { at, for: ms }, hangMs }) => ({
    ...plan,
    handshake: { kind: 'stall', flight: places[at].flight, ms: Math.min(ms ?? hangMs, hangMs) },
  }),
});
