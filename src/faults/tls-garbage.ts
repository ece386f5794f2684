import { z } from 'zod';
import { garbage, garbageSize } from '../answer/framing/damage/garbage.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({ bytes: garbageSize });

export const tlsGarbage = connectionFault({
  name: 'tls-garbage',
  layer: 'tls',
  summary: 'answer the ClientHello with bytes that are no TLS, and close the connection',
  params,
  main: 'bytes',
  example: { bytes: '64B' },
  explain: ({ bytes }) => `answer the ClientHello with ${bytes} bytes of garbage`,
  apply: (plan, { params: { bytes }, luck }) => ({
    ...plan,
    handshake: { kind: 'bytes', name: 'garbage', bytes: garbage(bytes, luck) },
  }),
});
