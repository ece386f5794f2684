import type { Step } from '../../../model/step.ts';
import { Codec } from './codec.ts';
import type { Coding } from './names.ts';

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = [];
  for await (const bytes of pieces) kept.push(bytes);
  return Buffer.concat(kept);
}

/**
 * The steps after a head, with every frame encoded and flushed, so that it can be decoded on arrival.
 * `editEnding` changes the bytes that end the coding.
 */
export async function* encoded(
  rest: AsyncIterable<Step>,
  coding: Coding,
  editEnding: (ending: Buffer) => Buffer,
): AsyncGenerator<Step> {
  const codec = new Codec(coding.encoder());
  let state: 'open' | 'ended' = 'open';
  try {
    for await (const step of rest) {
      if (step.kind === 'frame') {
        yield step.bytes.length === 0 ? step : { ...step, bytes: await all(codec.write(step.bytes)) };
        continue;
      }
      if (state === 'open' && (step.kind === 'end' || step.kind === 'trailers')) {
        state = 'ended';
        const bytes = editEnding(await all(codec.finish()));
        if (bytes.length > 0) yield { kind: 'frame', bytes, comment: true };
      }
      yield step;
    }
  } finally {
    codec.destroy();
  }
}
