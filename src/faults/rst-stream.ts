import { z } from 'zod';
import { cutAt } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { http2Errors } from '../model/http2-error.ts';
import { requestFault } from './fault.ts';

const beforeHead = { kind: 'before-head' } as const;
const params = positioned(beforeHead, {
  code: z.enum(http2Errors).default('REFUSED_STREAM').describe('The error code (RFC 9113 section 7).'),
});

/** RFC 9113 section 8.7: a stream that ends with REFUSED_STREAM was not processed and may be sent again. */
export const rstStream = requestFault({
  name: 'rst-stream',
  layer: 'http2',
  only: 'HTTP/2',
  effect: 'rewrites',
  summary: 'end the stream of the request with RST_STREAM; the others of its connection go on',
  params,
  main: 'code',
  example: { frames: 2, code: 'INTERNAL_ERROR' },
  explain: (given) => `send RST_STREAM ${given.code} ${describePosition(positionOf(given, beforeHead))}`,
  apply(steps, { params: given, clock }) {
    const end = { kind: 'sever', how: 'rst-stream', error: given.code } as const;
    return cutAt(steps, positionOf(given, beforeHead), [end], clock);
  },
});
