import { headerValue } from '../../lib/http.ts';
import { isJsonObject } from '../../lib/mapping.ts';
import type { ErrorInside } from '../../model/error-inside.ts';
import type { Head } from '../framing/headers.ts';
import { dataOf } from '../framing/sse/event.ts';

/** Bytes of a whole answer that are kept: an error is short. */
const maxKept = 65_536;

/** Cheap to look for; only a body that has one of them is parsed. */
const member = Buffer.from('"error"');
const eventName = Buffer.from('event: error');

/** A code that is no text of a client's, so that the journal may keep it. */
const plainCode = /^[\w.-]{1,64}$/;

function codeOf(error: unknown): string | null {
  const code = isJsonObject(error) ? error['code'] : null;
  return typeof code === 'string' && plainCode.test(code) ? code : null;
}

/** Gateways that answer 200 put the status of the error into its code. */
function statusOf(error: unknown): number | null {
  const values = isJsonObject(error) ? [error['code'], error['status']] : [];
  const status = values.map(Number).find((value) => Number.isInteger(value) && value >= 400 && value < 600);
  return status ?? null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The error in a whole answer, or in the data of an event; `null`: there is none. */
function errorIn(json: unknown): unknown {
  if (!isJsonObject(json)) return null;
  if (json['type'] === 'error') return json['error'] ?? json;
  const { response } = json;
  const failed = json['type'] === 'response.failed' && isJsonObject(response) ? response['error'] : null;
  return json['error'] ?? failed ?? null;
}

function isError(error: unknown): boolean {
  return isJsonObject(error) || (typeof error === 'string' && error !== '');
}

type Watched = 'json' | 'events';

function watchedOf({ status, headers, origin }: Head): Watched | null {
  if (status >= 300 || headerValue(headers, 'content-encoding') !== null) return null;
  const type = headerValue(headers, 'content-type')?.toLowerCase() ?? '';
  if (type.startsWith('text/event-stream')) return 'events';
  // What the stub makes by itself is well.
  return origin !== 'stub' && type.includes('json') ? 'json' : null;
}

/** Looks for an error in an answer whose status tells of none, while it is written. */
export class ErrorWatch {
  readonly #watched: Watched;
  #kept: Buffer[] = [];
  #bytes = 0;
  #found: ErrorInside | null = null;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** `null`: nothing in it has to be looked at. */
  static of(head: Head): ErrorWatch | null {
    const watched = watchedOf(head);
    return watched === null ? null : new ErrorWatch(watched);
  }

  see(bytes: Buffer): void {
    if (this.#watched === 'events') this.#seeEvents(bytes);
    else if (this.#bytes <= maxKept) this.#kept.push(bytes);
    this.#bytes += bytes.length;
  }

  get found(): ErrorInside | null {
    if (this.#watched === 'json' && this.#bytes <= maxKept) this.#seeWhole();
    return this.#found;
  }

  #seeWhole(): void {
    const body = Buffer.concat(this.#kept);
    this.#kept = [];
    const error = body.includes(member) ? errorIn(parsed(body.toString())) : null;
    if (isError(error)) this.#found ??= { where: 'body', code: codeOf(error), status: statusOf(error) };
  }

  /** A chunk has one event or several; one that is cut between two chunks is not seen. */
  #seeEvents(chunk: Buffer): void {
    if (this.#found !== null || !(chunk.includes(member) || chunk.includes(eventName))) return;
    const events = chunk.toString('latin1').split(/\r\n\r\n|\n\n|\r\r/);
    let isFirst = this.#bytes === 0;
    for (const event of events) {
      const data = dataOf(Buffer.from(event, 'latin1'));
      if (data === null) continue;
      const error = errorIn(parsed(data));
      if (isError(error) || /^event: ?error$/m.test(event)) {
        const where = isFirst ? 'first-event' : 'event';
        this.#found = { where, code: codeOf(error), status: statusOf(error) };
        return;
      }
      isFirst = false;
    }
  }
}
