import type { Request, Response } from 'express';
import type { Entry } from '../model/entry.ts';
import { isMeant } from './matching.ts';
import type { Steering } from './steering.ts';

/** Most bytes that wait for a reader; a slower one is sent away, so that it costs no memory. */
const maxBacklog = 1_048_576;

/** A comment so often (ms), so that no proxy takes the connection for dead. */
const keepAliveMs = 15_000;

const eventOf = (entry: Entry) => `id: ${entry.id}\nevent: ${entry.kind}\ndata: ${JSON.stringify(entry)}\n\n`;

/** Number of the last entry that the reader had; a reader without one gets what comes from now on. */
function lastHad({ headers, query }: Request): number | null {
  const given = headers['last-event-id'] ?? query['since'];
  const id = Number(given);
  return given === undefined || !Number.isSafeInteger(id) || id < 0 ? null : id;
}

/** Every journal entry as a server-sent event; `Last-Event-ID` or `since` resumes without a gap. */
export function eventStream(steering: Steering) {
  return (req: Request, res: Response): void => {
    const { label } = req.query;
    const filter = typeof label === 'string' ? { label } : {};
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.write(': badgateway\n\n');
    const send = (entry: Entry): void => {
      if (!isMeant(entry, filter)) return;
      if (res.writableLength < maxBacklog) res.write(eventOf(entry));
      else {
        res.end('event: dropped\ndata: {"says":"read faster, or ask again with Last-Event-ID"}\n\n');
        end();
      }
    };
    const had = lastHad(req);
    if (had !== null) for (const entry of steering.entries(had)) send(entry);
    const unsubscribe = steering.subscribe(send);
    let cancel = () => {};
    const keepAlive = (): void => {
      res.write(': \n\n');
      cancel = steering.clock.after(keepAliveMs, keepAlive);
    };
    cancel = steering.clock.after(keepAliveMs, keepAlive);
    const end = (): void => {
      unsubscribe();
      cancel();
    };
    res.once('close', end);
  };
}
