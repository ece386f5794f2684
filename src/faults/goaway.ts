import { z } from 'zod';
import { cutAt, interpose } from '../answer/framing/interpose.ts';
import { describePosition, positioned, positionOf } from '../answer/framing/position.ts';
import { http2Errors } from '../model/http2-error.ts';
import type { Step } from '../model/step.ts';
import { requestFault } from './fault.ts';

const beforeHead = { kind: 'before-head' } as const;
const params = positioned(beforeHead, {
  code: z.enum(http2Errors).default('ENHANCE_YOUR_CALM').describe('The error code (RFC 9113 section 7).'),
  debug: z.string().max(200).default('').describe('Debug data, such as `too_many_pings`.'),
  then: z.enum(['close', 'continue']).default('close').describe('FIN, or the rest of the answer.'),
});

/**
 * Its last stream id is that of the last stream that came (RFC 9113 section 6.8). With `rst-stream` beside
 * it, the request counts as not processed.
 */
export const goaway = requestFault({
  name: 'goaway',
  layer: 'http2',
  only: 'HTTP/2',
  effect: 'rewrites',
  summary: 'send GOAWAY, so that the connection takes no further requests; then FIN, or the answer goes on',
  params,
  main: 'code',
  example: { frames: 2, code: 'ENHANCE_YOUR_CALM' },
  explain(given) {
    const rest = given.then === 'close' ? 'then FIN' : 'then the answer goes on';
    return `send GOAWAY ${given.code} ${describePosition(positionOf(given, beforeHead))}, ${rest}`;
  },
  apply(steps, { params: { code: error, debug, then, ...given }, clock }) {
    const place = positionOf(given, beforeHead);
    const frame: Step = { kind: 'goaway', error, debug };
    if (then === 'continue') return interpose(steps, place, { steps: [frame], rest: 'follows' }, clock);
    return cutAt(steps, place, [frame, { kind: 'sever', how: 'fin' }], clock);
  },
});
