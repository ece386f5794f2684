import { z } from 'zod';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  at: z
    .enum(['client-hello', 'half-way', 'after-handshake'])
    .default('client-hello')
    .describe('When it breaks.'),
  how: z.enum(['fin', 'rst']).default('fin').describe('How the connection ends.'),
});

const places = {
  'client-hello': { flight: 'none', says: 'in answer to the ClientHello' },
  'half-way': { flight: 'part', says: 'behind a part of the first TLS record' },
  'after-handshake': { flight: 'whole', says: 'as soon as the handshake is complete' },
} as const;

export const tlsClose = connectionFault({
  name: 'tls-close',
  layer: 'tls',
  summary: 'break the connection off at the ClientHello, half-way or after the handshake; FIN or RST',
  params,
  main: 'at',
  example: { at: 'half-way', how: 'rst' },
  explain: ({ at, how }) => `send ${how.toUpperCase()} ${places[at].says}`,
  apply: (plan, { params: { at, how } }) => ({
    ...plan,
    handshake: { kind: 'sever', flight: places[at].flight, how },
  }),
});
