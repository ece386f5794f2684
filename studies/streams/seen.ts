import { forEver, nothing, partly, raises, untilLimit, wholly, wrong } from './outcome.ts';
import type { Seen } from './row.ts';

export const everywhere = (outcome: string): Seen => ({
  ...{ curl: outcome, fetch: outcome, openai: outcome, 'openai helper': outcome },
  ...{ 'AI SDK': outcome, LangChain: outcome, httpx: outcome, requests: outcome },
});

export const ok = everywhere(wholly);
export const garbled = everywhere(wrong);

/** The AI SDK tells a callback, and its text ends as if nothing were. */
export const asideOf = (outcome: string, said: string) => `${outcome}; onError: ${said}`;

/** No finish_reason came, and no error: two of them miss it. */
export function unfinished(outcome: string): Seen {
  return {
    ...everywhere(outcome),
    'openai helper': raises('OpenAIError'),
    'AI SDK': asideOf(outcome, 'InvalidResponseDataError'),
  };
}

/** FIN or RST, as each program knows it; Node's code in the class of each client. */
interface Break {
  readonly curl: string;
  readonly codes: readonly string[];
  readonly httpx: string;
  readonly requests: string;
}

export const fin: Break = {
  ...{ curl: 'exit 18', codes: ['UND_ERR_SOCKET'] },
  ...{ httpx: 'RemoteProtocolError', requests: 'ChunkedEncodingError' },
};

/** undici says UND_ERR_SOCKET where it finds RST together with the bytes before it. */
export const rst: Break = {
  ...{ curl: 'exit 56', codes: ['ECONNRESET', 'UND_ERR_SOCKET'] },
  ...{ httpx: 'ReadError', requests: 'ChunkedEncodingError' },
};

/** The same before a head. */
export const finFirst: Break = { ...fin, curl: 'exit 52', requests: 'ConnectionError(ProtocolError)' };
export const rstFirst: Break = { ...rst, requests: 'ConnectionError(ProtocolError)' };

/** Node 24 leaves the parser's error without a code. */
const parserSays = (code: string) => (code.startsWith('HPE_') ? [code, 'HTTPParserError'] : [code]);

/** A chunk that is none. */
export const badChunk: Break = { ...fin, curl: 'exit 56', codes: parserSays('HPE_INVALID_CHUNK_SIZE') };

/** A body that is not what its Content-Encoding says. */
export const notGzip: Break = {
  ...{ curl: '', codes: ['Z_DATA_ERROR'] },
  ...{ httpx: 'DecodingError', requests: 'ContentDecodingError' },
};

/** A head that is none. */
export const badHead = (curl: string, code: string): Break => ({
  ...finFirst,
  curl,
  codes: parserSays(code),
});

const each = (codes: readonly string[], say: (code: string) => string) => codes.map(say).join(' | ');

/** The head had come. */
export function broken({ curl, codes, httpx, requests }: Break): Seen {
  const as = (name: string) => each(codes, (code) => raises(`${name} ${code}`));
  return {
    ...{ curl: raises(curl), fetch: as('TypeError'), openai: as('TypeError'), LangChain: as('TypeError') },
    ...{ 'openai helper': as('OpenAIError'), 'AI SDK': as('APICallError') },
    ...{ httpx: raises(httpx), requests: raises(requests) },
  };
}

/** No head had come: the text of the AI SDK's stream ends, empty. */
export function unanswered({ curl, codes, httpx, requests }: Break): Seen {
  const as = (name: string) => each(codes, (code) => raises(`${name} ${code}`));
  return {
    ...{ curl: raises(curl), fetch: as('TypeError'), openai: as('APIConnectionError') },
    ...{ 'openai helper': as('APIConnectionError'), LangChain: as('APIConnectionError') },
    'AI SDK': each(codes, (code) => asideOf(partly(0), `APICallError ${code}`)),
    ...{ httpx: raises(httpx), requests: raises(requests) },
  };
}

/** Before the head every limit holds; `n` characters come before the silence where it is later. */
export const silentFirst: Seen = {
  ...{ curl: untilLimit('exit 28'), fetch: untilLimit('TimeoutError') },
  openai: untilLimit('APIConnectionTimeoutError'),
  'openai helper': untilLimit('APIConnectionTimeoutError'),
  ...{ 'AI SDK': partly(0), LangChain: untilLimit('TimeoutError') },
  ...{ httpx: untilLimit('ReadTimeout'), requests: untilLimit('ReadTimeout') },
};

export const silent = (n: number): Seen => ({
  ...silentFirst,
  ...{ openai: forEver, 'openai helper': forEver, LangChain: forEver },
  ...{ 'AI SDK': partly(n), requests: untilLimit('ConnectionError(ReadTimeoutError)') },
});

/** An error of the platform within a 200. */
export function errorInStream(outcome: string): Seen {
  const told = raises('APIError internal_error');
  return {
    ...everywhere(outcome),
    ...{ openai: told, 'openai helper': told, LangChain: told },
    'AI SDK': asideOf(outcome, 'an object internal_error'),
  };
}

/** The same without a stream: all of it is waited for, and the AI SDK raises as well. */
function ofWhole({ 'openai helper': _, ...seen }: Seen, ai: string): Omit<Seen, 'openai helper'> {
  return { ...seen, 'AI SDK': ai };
}

export const okWhole = ofWhole(ok, wholly);
export const brokenWhole = (how: Break) => ofWhole(broken(how), broken(how)['AI SDK']);
export const unansweredWhole = (how: Break) =>
  ofWhole(
    unanswered(how),
    each(how.codes, (code) => raises(`APICallError ${code}`)),
  );
export const silentFirstWhole = ofWhole(silentFirst, untilLimit('TimeoutError'));
export const silentWhole = ofWhole(silent(0), untilLimit('TimeoutError'));

/** Node's fetch, and those that stand on it. */
const inNode = ['fetch', 'openai', 'openai helper', 'AI SDK', 'LangChain'] as const;

const toNode = (outcomeOf: (client: (typeof inNode)[number]) => string) =>
  Object.fromEntries(inNode.map((client) => [client, outcomeOf(client)]));

/**
 * An error in the last bytes of gzip, or none, by the way they come apart. Of the AI SDK without it: all of
 * the text, which then ends by the limit.
 */
function orLost(seen: Seen): Seen {
  const lost = [untilLimit('TimeoutError'), forEver].join(' | ');
  const each = toNode((client) => `${seen[client]} | ${lost}`);
  return { ...seen, ...each, 'AI SDK': `${each['AI SDK']} | ${wholly}` };
}

export const lostError = orLost(broken(notGzip));
export const lostErrorWhole = ofWhole(lostError, orLost(broken(notGzip))['AI SDK']);

/** The lines that help cannot help there. */
export const mayBeLost = toNode(() => 'noticed | not noticed');

/** A body that is no JSON. */
export const noJsonWhole: Omit<Seen, 'openai helper'> = {
  ...{ curl: nothing, fetch: raises('SyntaxError'), openai: raises('SyntaxError') },
  ...{ 'AI SDK': raises('APICallError'), LangChain: raises('SyntaxError') },
  ...{ httpx: raises('JSONDecodeError'), requests: raises('JSONDecodeError') },
};

/** The SDK gives text away where the Content-Type does not say JSON, and nothing where nothing came. */
export const noAnswer: Omit<Seen, 'openai helper'> = {
  ...noJsonWhole,
  ...{ openai: nothing, LangChain: raises('TypeError') },
};

/** Data that is no JSON; curl's reader leaves out what it cannot read. */
export const noJson: Seen = {
  ...{ curl: wrong, fetch: raises('SyntaxError'), openai: raises('SyntaxError') },
  ...{ 'openai helper': raises('OpenAIError'), 'AI SDK': asideOf(wrong, 'JSONParseError') },
  ...{
    LangChain: raises('SyntaxError'),
    httpx: raises('JSONDecodeError'),
    requests: raises('JSONDecodeError'),
  },
};
