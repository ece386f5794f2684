import type { Readable } from 'node:stream';
import type { Played } from '../../model/entry.ts';
import type { Step } from '../../model/step.ts';
import { ClientWait } from './client-socket.ts';
import { isInstant, type Lasting, playInstant } from './instant.ts';
import { playedOf, type ResponseSink, type Tally, unfinished } from './response-sink.ts';
import { flushed, sever } from './sever.ts';
import { Pace, performSilence } from './silence.ts';

/**
 * Backpressure both ways. A body that breaks off is told by the source's next step. By hand: most bodies are
 * one chunk, and for these `pipe` costs several times what it does.
 */
async function performPipe(
  body: Readable,
  sink: ResponseSink,
  tally: Tally,
  client: ClientWait,
): Promise<void> {
  const { res } = sink;
  // Its events are in the past: it broke while something else was being played.
  if (body.closed) return;
  if (body.readableLength === 0 && !body.readableEnded) res.flushHeaders();
  await client.until<void>((done) => {
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

function roomFor({ res }: ResponseSink, client: ClientWait): Promise<unknown> {
  return client.until<void>((done) => {
    const room = () => done();
    res.once('drain', room);
    return () => res.off('drain', room);
  });
}

/** Bytes under TLS, behind everything that was encrypted before them. */
async function performUnderTls(bytes: Buffer, sink: ResponseSink, tally: Tally): Promise<void> {
  const { res, socket, transport, clock } = sink;
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
  sink: ResponseSink,
  tally: Tally,
  client: ClientWait,
): Promise<void> {
  switch (step.kind) {
    case 'pause':
    case 'hang':
      return performSilence(step, pace, sink, tally, client);
    case 'pipe':
      return performPipe(step.body, sink, tally, client);
    case 'raw':
      return performUnderTls(step.bytes, sink, tally);
    case 'sever':
      tally.ending = previous?.kind === 'hang' ? 'hung' : 'severed';
      if (tally.status !== null) sink.res.flushHeaders();
      await sever(sink, step.how);
  }
}

/** Plays an answer that has to be waited for: step by step, only as fast as the client takes it. */
export async function perform(steps: AsyncIterable<Step>, sink: ResponseSink, tally: Tally): Promise<Played> {
  const client = new ClientWait(sink.res);
  const source = steps[Symbol.asyncIterator]();
  const pace = new Pace();
  let previous: Step | null = null;
  try {
    while (tally.ending === null && !client.left) {
      const next = await client.until<IteratorResult<Step>>((done, fail) => {
        source.next().then(done, fail);
        return undefined;
      });
      if (next === 'left') break;
      if (next.done === true) throw unfinished();
      const step = next.value;
      if (!isInstant(step)) await performStep(step, previous, pace, sink, tally, client);
      else if (playInstant(step, sink, tally) === 'full') await roomFor(sink, client);
      previous = step;
    }
  } finally {
    client.dismiss();
    // Also when it was cut short: a source that is silent would notice `return` only with its next step.
    sink.onEnd();
    // Not awaited: a source that waits for its upstream ends only when that is cancelled.
    source.return?.(undefined).catch(() => {});
  }
  return playedOf(tally, sink);
}
