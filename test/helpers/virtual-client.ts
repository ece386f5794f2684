import http from 'node:http';
import https from 'node:https';
import type { Clock } from '../../src/lib/clock.ts';
import type { CommandEnd } from '../../src/model/timeline.ts';
import { type Chat, chatBody } from './gateway.ts';

/** What a client got of one request; `null`: no head came. */
interface Got {
  readonly status: number | null;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** `broken` and `silent`: the body did not come to its end. */
  readonly body: 'whole' | 'broken' | 'silent';
}

/** How a client goes on after what it got. */
export interface Ways {
  /** Whether it takes this for an answer. */
  isAnswer(got: Got): boolean;
  /** Milliseconds until it asks again; `null`: it gives up. */
  waitMs(got: Got, attempt: number): number | null;
  /** It leaves a silence that lasts so long (ms); `null`: it waits for ever. */
  readonly patienceMs: number | null;
}

/** Where a call goes, and what it asks. */
export interface Asked {
  /** Begins with `https:` where the call goes over TLS. */
  readonly url: string;
  readonly chat: Chat;
  /** The only root that is trusted; absent: nothing goes over TLS. */
  readonly ca?: string;
}

/** One request on a connection of its own; silence is measured by the clock that is handed in. */
function ask({ url, chat, ca }: Asked, { patienceMs }: Ways, clock: Clock): Promise<Got> {
  return new Promise((resolve) => {
    let text = '';
    let answer: http.IncomingMessage | null = null;
    let unwatch = () => {};
    const over = (body: Got['body']) => {
      unwatch();
      request.destroy();
      resolve({ status: answer?.statusCode ?? null, headers: answer?.headers ?? {}, text, body });
    };
    const watch = () => {
      unwatch();
      if (patienceMs !== null) unwatch = clock.after(patienceMs, () => over('silent'));
    };
    const headers = {
      authorization: `Bearer ${chat.key ?? 'sk-virtual-0123456789abcdef'}`,
      'content-type': 'application/json',
    };
    const options = { method: 'POST', headers, agent: false } as const;
    const at = `${url}/v1/chat/completions`;
    const request = ca === undefined ? http.request(at, options) : https.request(at, { ...options, ca });
    request.on('error', () => over('broken'));
    request.on('response', (response) => {
      answer = response;
      watch();
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        watch();
      });
      response.on('end', () => over(response.complete ? 'whole' : 'broken'));
      response.on('error', () => over('broken'));
    });
    watch();
    request.end(chatBody(chat));
  });
}

const sleep = (ms: number, clock: Clock) =>
  new Promise<void>((resolve) => void clock.after(ms, () => resolve()));

/** Which part of the answer a command prints: half of one that it takes for whole, or nothing. */
function printed({ body, text }: Got, stream: boolean, isAnswer: boolean): CommandEnd['output'] {
  if (!isAnswer) return 'nothing';
  return body === 'whole' && (!stream || text.includes('[DONE]')) ? 'end' : 'beginning';
}

/** Makes one call, as a command of a drill would, and tells how it ends. */
export async function makeCall(
  asked: Asked,
  ways: Ways,
  clock: Clock,
): Promise<{ readonly got: readonly Got[]; readonly end: CommandEnd }> {
  const got: Got[] = [];
  for (let attempt = 1; ; attempt += 1) {
    const latest = await ask(asked, ways, clock);
    got.push(latest);
    const isAnswer = ways.isAnswer(latest);
    const wait = isAnswer ? null : ways.waitMs(latest, attempt);
    if (wait === null)
      return {
        got,
        end: {
          code: isAnswer ? 0 : 1,
          stopped: null,
          output: printed(latest, asked.chat.stream === true, isAnswer),
        },
      };
    await sleep(wait, clock);
  }
}

function errorIn(text: string): { readonly code?: unknown } | null {
  const [, data = text] = /^data: ?(\{"error".*)$/m.exec(text) ?? [];
  try {
    const { error = null } = JSON.parse(data) as { error?: { code?: unknown } | null };
    return error;
  } catch {
    return null;
  }
}

/** Goes by headers, status, code and the end of an answer; waits as told, or longer each time; gives up. */
export const ideal: Ways = {
  patienceMs: 5_000,
  isAnswer: ({ status, text, body, headers }) =>
    status === 200 &&
    body === 'whole' &&
    errorIn(text) === null &&
    (!String(headers['content-type']).startsWith('text/event-stream') || /^data: ?\[DONE\]/m.test(text)),
  waitMs({ status, headers, text }, attempt) {
    const told = headers['x-should-retry'];
    const passes = status === null || status < 400 || [408, 429].includes(status) || status >= 500;
    const isFinal = told === undefined ? !passes : told === 'false';
    if (isFinal || errorIn(text)?.code === 'insufficient_quota' || attempt === 4) return null;
    const asked = Number(headers['retry-after'] ?? Number.NaN) * 1_000;
    return Number.isNaN(asked) ? 1_000 * 2 ** (attempt - 1) * (0.9 + 0.05 * attempt) : asked + 30;
  },
};

/** Takes each 200 for an answer, and asks again at once whatever else it meets, three times at most. */
export const careless: Ways = {
  patienceMs: null,
  isAnswer: ({ status }) => status === 200,
  waitMs: (_, attempt) => (attempt === 3 ? null : 100),
};
