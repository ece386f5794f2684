import { z } from 'zod';
import { garbage, garbageSize } from '../answer/framing/damage/garbage.ts';
import { connectionFault } from './fault.ts';

const params = z.strictObject({ bytes: garbageSize });

export const connectionGarbage = connectionFault({
  name: 'connection-garbage',
  layer: 'connection',
  summary: 'accept the connection, send bytes that are neither HTTP nor TLS, and close it',
  params,
  main: 'bytes',
  example: { bytes: '64B' },
  explain: ({ bytes }) => `send ${bytes} bytes of garbage as soon as the connection is accepted`,
  apply: (plan, { params: { bytes }, luck }) => ({
    ...plan,
    welcome: { kind: 'garbage', bytes: garbage(bytes, luck) },
  }),
});
