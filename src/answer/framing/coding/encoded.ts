import type { Step } from '../../../model/step.ts';
import { Codec } from './codec.ts';
import type { Coding } from './names.ts';

async function all(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = [];
  for await (const bytes of pieces) kept.push(bytes);
  return Buffer.concat(kept);
}

/**
 * The steps behind a head with every frame encoded, each so that it can be decoded when it has arrived.
 * `seal` says what becomes of the bytes that end the coding.
 */
export async function* encoded(
  rest: AsyncIterable<Step>,
  coding: Coding,
  seal: (ending: Buffer) => Buffer,
): AsyncGenerator<Step> {
  const codec = new Codec(coding.encoder());
  let state: 'open' | 'sealed' = 'open';
  try {
    for await (const step of rest) {
      if (step.kind === 'frame') {
        yield step.bytes.length === 0 ? step : { ...step, bytes: await all(codec.write(step.bytes)) };
        continue;
      }
      if (state === 'open' && (step.kind === 'end' || step.kind === 'trailers')) {
        state = 'sealed';
        const bytes = seal(await all(codec.finish()));
        if (bytes.length > 0) yield { kind: 'frame', bytes, comment: true };
      }
      yield step;
    }
  } finally {
    codec.destroy();
  }
}
