import type { Entry } from '../model/entry.ts';
import { credentialOf } from './api.ts';
import type { PageClock } from './clock.ts';
import { EventParser } from './event-parser.ts';

/** `refused`: the token is wrong. */
export type LinkState = 'connecting' | 'live' | 'broken' | 'refused';

interface Heard {
  onEntries(entries: readonly Entry[]): void;
  onState(state: LinkState): void;
  /** Number of the last entry that was read. */
  last(): number;
}

/** Waits between two attempts in milliseconds: twice as long each time. */
const [firstWaitMs, longestWaitMs] = [250, 5_000];

/**
 * Reads `/events` until it is closed, and asks again where it breaks. `EventSource` cannot send the token,
 * so that this reads the stream of a fetch.
 */
export class Events {
  readonly #token: string | null;
  readonly #clock: PageClock;
  readonly #heard: Heard;
  readonly #closing = new AbortController();
  #waitMs = firstWaitMs;

  constructor(token: string | null, clock: PageClock, heard: Heard) {
    this.#token = token;
    this.#clock = clock;
    this.#heard = heard;
  }

  async run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      this.#heard.onState('connecting');
      const end = await this.#read().catch((): LinkState => 'broken');
      if (signal.aborted) return;
      this.#heard.onState(end);
      if (end === 'refused') return;
      await this.#wait();
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #wait(): Promise<void> {
    await new Promise<void>((resolve) => this.#clock.after(this.#waitMs, resolve));
    this.#waitMs = Math.min(longestWaitMs, this.#waitMs * 2);
  }

  async #read(): Promise<LinkState> {
    const answer = await fetch('/events', {
      headers: { ...credentialOf(this.#token), 'Last-Event-ID': String(this.#heard.last()) },
      signal: this.#closing.signal,
    });
    if (answer.status === 401) return 'refused';
    if (!answer.ok || answer.body === null) return 'broken';
    this.#heard.onState('live');
    const parser = new EventParser();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'broken';
      this.#waitMs = firstWaitMs;
      const { entries, state } = parser.read(value);
      if (entries.length > 0) this.#heard.onEntries(entries);
      if (state === 'dropped') return 'broken';
    }
  }
}
