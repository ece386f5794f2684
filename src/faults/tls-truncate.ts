import { z } from 'zod';
import { delimitedByClose } from '../answer/framing/by-close.ts';
import { interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { requestFault } from './fault.ts';

const afterHead = { kind: 'after-head' } as const;
const params = positioned(afterHead, {
  how: z.enum(['fin', 'rst']).default('fin').describe('How the connection ends.'),
  delimited: z
    .enum(['as-is', 'by-close'])
    .default('as-is')
    .describe('`by-close`: only the end of the connection ends the body.'),
});

const severances = { fin: 'truncate', rst: 'rst' } as const;

/** Does not change answers without TLS: there, `disconnect` does the same. */
export const tlsTruncate = requestFault({
  name: 'tls-truncate',
  layer: 'tls-record',
  effect: 'rewrites',
  summary: 'on TLS, end the connection in an answer without close_notify, as an attacker could; FIN or RST',
  params,
  main: 'at',
  example: { bytes: '512B' },
  explain(given) {
    const where = describePosition(positionOf(given, afterHead));
    const body = given.delimited === 'by-close' ? ', with a body that ends with the connection' : '';
    return `send ${given.how.toUpperCase()} without close_notify ${where}${body}, where there is TLS`;
  },
  apply(steps, { params: given, facts, clock }) {
    if (facts.connection.tls !== true) return steps;
    const sever = { kind: 'sever', how: severances[given.how] } as const;
    const position = positionOf(given, afterHead);
    const cut = interpose(steps, position, { steps: [sever], rest: 'dropped' }, clock);
    return given.delimited === 'by-close' ? delimitedByClose(cut) : cut;
  },
});
