import { z } from 'zod';
import { unknownName } from '../lib/nearest.ts';
import { alerts, findAlert } from '../tls/alerts.ts';
import { connectionFault } from './fault.ts';

const names = alerts.map(({ name }) => name);
const numbers = alerts.map(({ number }) => number);

const params = z.strictObject({
  alert: z
    .union([z.enum(names), z.literal(numbers)], {
      error: ({ input }) =>
        typeof input === 'string' || typeof input === 'number'
          ? unknownName('alert', String(input), names)
          : 'expected the name or the number of an alert',
    })
    .default('handshake_failure')
    .describe('Name or number, as in RFC 8446.'),
});

function alertOf({ alert }: z.output<typeof params>) {
  const found = findAlert(alert);
  if (found === undefined) throw new Error(`no TLS alert ${alert}`);
  return found;
}

export const tlsAlert = connectionFault({
  name: 'tls-alert',
  layer: 'tls',
  summary: 'answer the ClientHello with an alert of TLS, and close the connection',
  params,
  main: 'alert',
  example: { alert: 'handshake_failure' },
  explain(given) {
    const { name, number, means } = alertOf(given);
    return `answer the ClientHello with alert ${number} ${name}: ${means}`;
  },
  apply: (plan, { params: given }) => ({
    ...plan,
    handshake: { kind: 'alert', alert: alertOf(given).number },
  }),
});
