import type { Readable } from 'node:stream';
import type { Played } from '../../model/entry.ts';
import type { Step } from '../../model/step.ts';
import { Audience } from './client-socket.ts';
import { isInstant, type Lasting, playInstant } from './instant.ts';
import { flushed, sever } from './sever.ts';
import { Pace, performSilence } from './silence.ts';
import { playedOf, type Stage, type Tally, unfinished } from './response-sink.ts';

/**
 * Backpressure both ways. A body that breaks off is told by the source's next step. By hand: most bodies are
 * one chunk, and for these `pipe` costs several times what it does.
 */
async function performPipe(body: Readable, stage: Stage, tally: Tally, audience: Audience): Promise<void> {
  const { res } = stage;
  // Its events are in the past: it broke while something else was being played.
  if (body.closed) return;
  if (body.readableLength === 0 && !body.readableEnded) res.flushHeaders();
  await audience.until<void>((done) => {
    const finish = () => done();
    const resume = () => void body.resume();
    const take = (chunk: Buffer) => {
      tally.bytes += chunk.length;
      if (res.write(chunk)) return;
      body.pause();
      res.once('drain', resume);
    };
    body.on('data', take).on('end', finish).on('error', finish).on('close', finish);
    return () => {
      // A body that is still listened to would flow on, with nobody to hold it back.
      body.off('data', take).pause();
      res.off('drain', resume);
    };
  });
}

function roomFor({ res }: Stage, audience: Audience): Promise<unknown> {
  return audience.until<void>((done) => {
    const room = () => done();
    res.once('drain', room);
    return () => res.off('drain', room);
  });
}

/** Bytes under TLS, behind everything that was encrypted before them. */
async function performUnderTls(bytes: Buffer, stage: Stage, tally: Tally): Promise<void> {
  const { res, socket, transport, clock } = stage;
  if (tally.status !== null) res.flushHeaders();
  await flushed(socket, clock);
  if (!transport.writable) return;
  tally.bytes += bytes.length;
  transport.write(bytes);
}

async function performStep(
  step: Lasting,
  previous: Step | null,
  pace: Pace,
  stage: Stage,
  tally: Tally,
  audience: Audience,
): Promise<void> {
  switch (step.kind) {
    case 'pause':
    case 'hang':
      return performSilence(step, pace, stage, tally, audience);
    case 'pipe':
      return performPipe(step.body, stage, tally, audience);
    case 'raw':
      return performUnderTls(step.bytes, stage, tally);
    case 'sever':
      tally.ending = previous?.kind === 'hang' ? 'hung' : 'severed';
      if (tally.status !== null) stage.res.flushHeaders();
      await sever(stage, step.how);
  }
}

/** Plays an answer that has to be waited for: step by step, only as fast as the client takes it. */
export async function perform(steps: AsyncIterable<Step>, stage: Stage, tally: Tally): Promise<Played> {
  const audience = new Audience(stage.res);
  const source = steps[Symbol.asyncIterator]();
  const pace = new Pace();
  let previous: Step | null = null;
  try {
    while (tally.ending === null && !audience.left) {
      const next = await audience.until<IteratorResult<Step>>((done, fail) => {
        source.next().then(done, fail);
        return undefined;
      });
      if (next === 'left') break;
      if (next.done === true) throw unfinished();
      const step = next.value;
      if (!isInstant(step)) await performStep(step, previous, pace, stage, tally, audience);
      else if (playInstant(step, stage, tally) === 'full') await roomFor(stage, audience);
      previous = step;
    }
  } finally {
    audience.dismiss();
    // Also when it was cut short: a source that is silent would notice `return` only with its next step.
    stage.onEnd();
    // Not awaited: a source that waits for its upstream ends only when that is cancelled.
    source.return?.(undefined).catch(() => {});
  }
  return playedOf(tally, stage);
}
