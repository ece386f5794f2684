import { splitEvents } from '../../../src/answer/framing/events.ts';
import { opened, type Target } from '../target.ts';

async function piecesOf(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const pieces: string[] = [];
  const source = (async function* () {
    yield* chunks;
  })();
  for await (const { bytes } of splitEvents(source)) pieces.push(bytes.toString('latin1'));
  return pieces;
}

/** Framing of server-sent events: no byte is lost, and the pieces do not depend on the chunks. */
export const events: Target = {
  name: 'events',
  words: ['data: ', '\n\n', '\r\n\r\n', '\r\r', ': ping', 'event: error', '[DONE]', '\xef\xbb\xbf', 'id:'],
  seeds: () =>
    [
      'data: {"a":1}\n\ndata: [DONE]\n\n',
      ': ping\r\n\r\ndata: x\r\ndata: y\r\n\r\n',
      'data: a\r\rdata: b\r\r',
    ].map((text) => Buffer.from(text)),
  open: () =>
    opened(async (bytes) => {
      const whole = await piecesOf([bytes]);
      if (whole.join('') !== bytes.toString('latin1')) throw new Error('bytes were lost');
      const middle = Math.floor(bytes.length / 2);
      const halves = await piecesOf([bytes.subarray(0, middle), bytes.subarray(middle)]);
      if (halves.join('') !== whole.join('')) throw new Error('bytes were lost between chunks');
    }),
};
