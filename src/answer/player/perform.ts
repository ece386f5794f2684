import type { Readable } from 'node:stream';
import type { Played } from '../../model/entry.ts';
import type { Step } from '../../model/step.ts';
import { readyOf } from '../framing/ready.ts';
import { ClientWait } from './client-socket.ts';
import { isInstant, type Lasting, playInstant } from './instant.ts';
import { playedOf, type ResponseSink, type Tally, unfinished } from './response-sink.ts';
import { flushed, resetStream, sever } from './sever.ts';
import { Pace, performSilence } from './silence.ts';

/**
 * Copies a body to the client with backpressure. If the body breaks off, the source's next step reports it.
 * Not `stream.pipe`: most bodies are one chunk, for which `pipe` costs several times as much.
 */
async function performPipe(
  body: Readable,
  sink: ResponseSink,
  tally: Tally,
  client: ClientWait,
): Promise<void> {
  const { res } = sink;
  // The body broke while an earlier step was played; it will emit no more events.
  if (body.closed) return;
  if (body.readableLength === 0 && !body.readableEnded) res.flushHeaders();
  await client.until<void>((done) => {
    const finish = () => done();
    const resume = () => void body.resume();
    const take = (chunk: Buffer) => {
      tally.bytes += chunk.length;
      tally.watch?.see(chunk);
      if (res.write(chunk)) return;
      body.pause();
      res.once('drain', resume);
    };
    body.on('data', take).on('end', finish).on('error', finish).on('close', finish);
    return () => {
      // With a listener left the body would keep flowing without backpressure.
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

/** Writes bytes to the TCP connection under TLS, after all bytes that were encrypted before. */
async function performUnderTls(bytes: Buffer, sink: ResponseSink, tally: Tally): Promise<void> {
  const { res, transport } = sink;
  if (tally.status !== null) res.flushHeaders();
  await flushed(sink);
  if (!transport.writable) return;
  tally.bytes += bytes.length;
  transport.write(bytes);
}

function severedAs(previous: Step | null, { last }: Pace): 'hung' | 'fault-ended' | 'severed' {
  if (previous?.kind !== 'hang') return 'severed';
  return last === 'cut' ? 'fault-ended' : 'hung';
}

type Sever = Extract<Step, { kind: 'sever' }>;

/** How a hang ends that was ended before its time. */
const ordered: Sever = { kind: 'sever', how: 'fin' };

function performSever(step: Sever, sink: ResponseSink): Promise<void> {
  return step.how === 'rst-stream' ? resetStream(sink, step.error) : sever(sink, step.how);
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
    case 'goaway':
      if (tally.status !== null) sink.res.flushHeaders();
      await flushed(sink);
      // On an error a client leaves all its streams at once.
      if (step.error !== 'NO_ERROR') sink.onSever();
      sink.res.http2?.goaway(step);
      return;
    case 'sever':
      tally.ending = severedAs(previous, pace);
      if (tally.status !== null) sink.res.flushHeaders();
      await performSever(tally.ending === 'fault-ended' ? ordered : step, sink);
  }
}

async function pulled(source: AsyncIterator<Step>, client: ClientWait): Promise<Step | 'left'> {
  const next = await client.until<IteratorResult<Step>>((done, fail) => {
    source.next().then(done, fail);
    return undefined;
  });
  if (next === 'left') return next;
  if (next.done === true) throw unfinished();
  return next.value;
}

/** Plays an answer that is pulled: step by step, only as fast as the client reads it. */
export async function perform(steps: AsyncIterable<Step>, sink: ResponseSink, tally: Tally): Promise<Played> {
  const client = new ClientWait(sink.res);
  const source = steps[Symbol.asyncIterator]();
  const pace = new Pace();
  let previous: Step | null = null;
  try {
    while (tally.ending === null && !client.left) {
      const step = readyOf(source) ?? (await pulled(source, client));
      if (step === 'left') break;
      if (!isInstant(step)) await performStep(step, previous, pace, sink, tally, client);
      else if (playInstant(step, sink, tally) === 'full') await roomFor(sink, client);
      previous = step;
    }
  } finally {
    client.stop();
    // Called for every ending: a silent source would notice `return` only with its next step.
    sink.onEnd();
    // Not awaited: a source that waits for its upstream ends only when the upstream request is cancelled.
    source.return?.(undefined).catch(() => {});
  }
  return playedOf(tally, sink);
}
