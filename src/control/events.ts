import type { Request, Response } from 'express';
import { BoundedMap } from '../lib/bounded-map.ts';
import type { Entry } from '../model/entry.ts';
import { type EntryFilter, isMeant } from './matching.ts';
import { problemOf, sendProblem } from './problem.ts';
import type { Steering } from './steering.ts';

/** Most readers at a time: each costs the time to write every entry to it. */
const maxReaders = 100;

/** Most entries and characters of one write, but for a longer entry: more never waits for a reader. */
const maxBatch = 100;
const maxLength = 65_536;

/** Entries whose text is remembered: readers that keep up are at the same place. */
const maxTexts = 256;

/** How long (ms) a reader that is sent away has to read the notice. */
const farewellMs = 10_000;

/** A comment so often (ms), so that no proxy takes the connection for dead. */
const keepAliveMs = 15_000;

const dropped = 'event: dropped\ndata: {"says":"read faster, or ask again with Last-Event-ID"}\n\n';

const lost = (entries: number) =>
  `event: lost\ndata: {"entries":${entries},"says":"the journal had no room for them"}\n\n`;

type TextOf = (entry: Entry) => string;

function eventOf(entry: Entry): string {
  return `id: ${entry.id}\nevent: ${entry.kind}\ndata: ${JSON.stringify(entry)}\n\n`;
}

/** Number of the last entry that the reader had; a reader without one gets what comes from now on. */
function lastHad({ headers, query }: Request): number | null {
  const given = headers['last-event-id'] ?? query['since'];
  const id = Number(given);
  return given === undefined || !Number.isSafeInteger(id) || id < 0 ? null : id;
}

/**
 * One reader and its place in the journal. What it has not read yet stays there, so that a slow reader costs
 * no memory; one whose place the journal has left is sent away.
 */
class Reader {
  readonly #res: Response;
  readonly #steering: Steering;
  readonly #filter: EntryFilter;
  readonly #textOf: TextOf;
  readonly #unsubscribe: () => void;
  #had: number;
  #state: 'resting' | 'about-to-write' | 'waiting-for-room' | 'sent-away' = 'resting';
  #cancel: () => void = () => {};

  constructor({ query: { label } }: Request, res: Response, had: number, steering: Steering, textOf: TextOf) {
    this.#res = res;
    this.#steering = steering;
    this.#filter = typeof label === 'string' ? { label } : {};
    this.#textOf = textOf;
    this.#had = Math.max(had, steering.dropped());
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.write(`: badgateway\n\n${had < this.#had ? lost(this.#had - had) : ''}`);
    this.#unsubscribe = steering.subscribe(() => this.#appended());
    this.#keepAlive();
    res.on('drain', () => this.#hasRoom());
    res.once('close', () => this.#stop());
    this.#writeSoon();
  }

  /** One write for each entry would cost more than to answer the request. */
  #appended(): void {
    if (this.#state === 'resting') this.#writeSoon();
    else if (this.#isTooSlow()) this.#sendAway();
  }

  #writeSoon(): void {
    this.#state = 'about-to-write';
    setImmediate(() => this.#write());
  }

  #write(): void {
    if (this.#state !== 'about-to-write' || this.#res.destroyed) return;
    const before = this.#had;
    const text = this.#next();
    this.#state = 'resting';
    if (text !== '' && !this.#res.write(text)) this.#state = 'waiting-for-room';
    else if (this.#had > before) this.#writeSoon();
  }

  /** The next events, and the reader's place behind them. */
  #next(): string {
    let text = '';
    for (const entry of this.#steering.entries(this.#had, maxBatch)) {
      if (isMeant(entry, this.#filter)) text += this.#textOf(entry);
      this.#had = entry.id;
      if (text.length >= maxLength) break;
    }
    return text;
  }

  #hasRoom(): void {
    if (this.#state === 'waiting-for-room') this.#writeSoon();
  }

  #isTooSlow(): boolean {
    return this.#state === 'waiting-for-room' && this.#steering.dropped() > this.#had;
  }

  #sendAway(): void {
    this.#stop();
    this.#state = 'sent-away';
    this.#res.end(dropped);
    this.#cancel = this.#steering.clock.after(farewellMs, () => this.#res.destroy());
  }

  #keepAlive(): void {
    this.#cancel = this.#steering.clock.after(keepAliveMs, () => {
      if (this.#state === 'resting') this.#res.write(': \n\n');
      this.#keepAlive();
    });
  }

  #stop(): void {
    this.#unsubscribe();
    this.#cancel();
  }
}

/** Every journal entry as a server-sent event; `Last-Event-ID` or `since` resumes without a gap. */
export function eventStream(steering: Steering) {
  const texts = new BoundedMap<Entry, string>(maxTexts);
  const textOf = (entry: Entry) => texts.ensure(entry, () => eventOf(entry));
  let readers = 0;
  return (req: Request, res: Response): void => {
    if (readers >= maxReaders) {
      res.set({ 'Retry-After': '10', Connection: 'close' });
      sendProblem(
        res,
        problemOf(503, `${maxReaders} readers are there; end one of them, or ask again later`),
      );
      return;
    }
    readers += 1;
    res.once('close', () => {
      readers -= 1;
    });
    const had = lastHad(req) ?? steering.entries(0).at(-1)?.id ?? 0;
    new Reader(req, res, had, steering, textOf);
  };
}
