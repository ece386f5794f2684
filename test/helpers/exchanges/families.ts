import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { cut, type Exchange, type Framed, inChunks, whole } from './exchange.ts';
import type { Field } from './message.ts';
import { clients, oddReplies, oddRequests, statuses, targets } from './odd-fields.ts';
import { chatStream, exchangeOf, octets, operation, operations, replyFields } from './operations.ts';

const none: Framed = { kind: 'none' };
const chat = operation('chat');
const stream = operation('chat stream');
const withBody = operations.filter(({ asks }) => asks !== null);

/** Every call of the API by every kind of client. */
const byClient = operations.flatMap((operation) =>
  clients.map(({ name, fields }) => {
    const type: Field[] = operation.asks === null ? [] : [['content-type', operation.asks.type]];
    return exchangeOf(operation, `by ${name}`, { ask: { fields: [...fields, ...type] } });
  }),
);

const sum: readonly Field[] = [
  ['X-Checksum', 'abc'],
  ['x-checksum', 'def'],
];
const announced: Field = ['Trailer', 'X-Checksum'];

/** The same uploads in every framing. */
const uploads = withBody.flatMap((operation) => {
  const { body, type } = operation.asks ?? { body: octets(0), type: '' };
  const fields: Field[] = [['Content-Type', type]];
  const expects: Field[] = [['Expect', '100-continue'], ...fields];
  return [
    exchangeOf(operation, 'sent in chunks', { ask: { content: inChunks(body, 1, 1_000, 16_384) } }),
    exchangeOf(operation, 'sent in chunks, with trailers', {
      ask: {
        fields: [...fields, announced],
        content: { kind: 'chunked', chunks: cut(body, 777), trailers: sum },
      },
    }),
    exchangeOf(operation, 'sent after a 100', {
      ask: { fields: expects, content: whole(body), waits: true },
    }),
    exchangeOf(operation, 'sent in chunks after a 100', {
      ask: { fields: expects, content: inChunks(body, 999), waits: true },
    }),
  ];
});

/** The same answers in every framing. */
const downloads = ['chat', 'completion stream', 'models', 'file content', 'speech', 'file deletion'].flatMap(
  (name) => {
    const call = operation(name);
    const { body, type } = call.answers;
    const fields: Field[] = [...replyFields, ['Content-Type', type]];
    const chunks = cut(body, 5, 500, 20_000);
    return [
      exchangeOf(call, 'of known length', { reply: { content: whole(body) } }),
      exchangeOf(call, 'in one chunk', { reply: { content: inChunks(body) } }),
      exchangeOf(call, 'in chunks of all sizes', { reply: { content: { kind: 'chunked', chunks } } }),
      exchangeOf(call, 'ended by the connection', { reply: { content: { kind: 'close', body } } }),
      exchangeOf(call, 'with trailers', {
        reply: { fields: [...fields, announced], content: { kind: 'chunked', chunks, trailers: sum } },
      }),
      exchangeOf(call, 'with trailers that nobody announced', {
        reply: { content: { kind: 'chunked', chunks, trailers: sum } },
      }),
      exchangeOf(call, 'and the connection closed', {
        reply: { fields: [...fields, ['Connection', 'close']] },
      }),
    ];
  },
);

/** Event streams of every spelling that the specification allows, and of some that it does not. */
const spellings: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  LF: (lines) => lines.map((line) => `data: ${line}\n\n`).join(''),
  CRLF: (lines) => lines.map((line) => `data: ${line}\r\n\r\n`).join(''),
  CR: (lines) => lines.map((line) => `data: ${line}\r\r`).join(''),
  'all line endings': (lines) =>
    lines.map((line, index) => `data: ${line}${['\n\r\n', '\r\n\n', '\r\r\n'][index % 3]}`).join(''),
  'a byte order mark': (lines) => `\ufeff${lines.map((line) => `data: ${line}\n\n`).join('')}`,
  comments: (lines) => lines.map((line) => `: ping\n\ndata: ${line}\n\n`).join(''),
  'ids, names and retry': (lines) =>
    lines.map((line, id) => `id: ${id}\nevent: message\nretry: 10\ndata:${line}\n\n`).join(''),
  'several data lines': (lines) => lines.map((line) => `data: ${line}\ndata:\ndata: \u2028\n\n`).join(''),
  'no blank line at the end': (lines) => lines.map((line) => `data: ${line}`).join('\n\n'),
  'nothing but blank lines': () => '\n\r\n\r\r\n\n',
};
const spelled = Object.entries(spellings).flatMap(([name, spell]) => {
  const body = Buffer.from(spell(chatStream));
  const framings: Readonly<Record<string, Framed>> = {
    'byte by byte': inChunks(Buffer.concat([body.subarray(0, 150), body.subarray(-250)]), 1),
    'in chunks across lines and characters': inChunks(body, 7, 64, 1, 211),
    'of known length': whole(body),
    'ended by the connection': { kind: 'close', body },
  };
  return Object.entries(framings).map(([how, content]) =>
    exchangeOf(stream, `with ${name}, ${how}`, { reply: { content } }),
  );
});

const bodies = { chat: chat.answers, 'chat stream': stream.answers };
const codings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
  identity: (bytes) => bytes,
  'gzip, br': (bytes) => brotliCompressSync(gzipSync(bytes)),
  // It says so, and it is not: nobody may look.
  GZIP: (bytes) => bytes.subarray(1),
  'x-unheard-of': (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0xff)),
};

/** Bodies that are coded stay so, both ways. */
const coded = Object.entries(codings).flatMap(([coding, code]) =>
  Object.entries(bodies).flatMap(([name, { body, type }]) => {
    const fields: Field[] = [
      ['content-encoding', coding],
      ['Vary', 'Accept-Encoding'],
      ['Content-Type', type],
    ];
    const accept: Field = ['Accept-Encoding', 'gzip, deflate, br, zstd;q=0.5, *;q=0'];
    return [
      exchangeOf(operation(name), `answered in ${coding}`, {
        ask: { fields: [accept] },
        reply: { fields, content: inChunks(code(body), 100) },
      }),
      exchangeOf(operation(name), `asked in ${coding}`, { ask: { fields, content: whole(code(body)) } }),
    ];
  }),
);

const transferred: readonly Exchange[] = [
  exchangeOf(chat, 'answered through the transfer coding gzip', {
    reply: { content: { kind: 'chunked', coding: 'gzip', chunks: cut(gzipSync(chat.answers.body), 50) } },
  }),
  exchangeOf(chat, 'asked through the transfer coding gzip', {
    ask: { content: { kind: 'chunked', coding: 'gzip', chunks: cut(gzipSync(octets(500)), 50) } },
  }),
];

/** Every method that a client may send, with and without a body. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'M-SEARCH', 'PURGE', 'LOCK'];
const byMethod = methods.flatMap((method) => {
  const contents: Readonly<Record<string, Framed>> = {
    'a body of known length': whole('{"a":1}'),
    'a body in chunks': inChunks('{"a":1}', 3),
    'an empty body of known length': whole(''),
    'an empty body in chunks': inChunks(''),
    ...(['POST', 'PUT', 'PATCH', 'PROPFIND', 'M-SEARCH', 'PURGE', 'LOCK'].includes(method)
      ? {}
      : { 'no body': none }),
  };
  return Object.entries(contents).map(([how, content]) =>
    exchangeOf(chat, `${method} with ${how}`, { ask: { method, content } }),
  );
});

const etag: Field = ['ETag', 'W/"33a64df5"'];
const headOnly = operations.map((operation) =>
  exchangeOf(operation, 'HEAD', {
    ask: { method: 'HEAD', content: none },
    reply: {
      content: none,
      fields: [
        ['ETag', `W/"${operation.name}"`],
        ['Content-Type', operation.answers.type],
        ['Content-Length', '4711'],
      ],
    },
  }),
);
const bodiless: readonly Exchange[] = [
  ...headOnly,
  exchangeOf(chat, 'HEAD, no length', { ask: { method: 'HEAD', content: none }, reply: { content: none } }),
  exchangeOf(chat, 'HEAD, trailers announced', {
    ask: { method: 'HEAD', fields: [announced], content: none },
    reply: { content: none, fields: [announced, etag] },
  }),
  exchangeOf(chat, 'trailers announced that cannot follow', {
    ask: { fields: [announced] },
    reply: { fields: [announced, etag] },
  }),
  exchangeOf(chat, '204', {
    reply: { status: 204, reason: 'No Content', content: none, fields: replyFields },
  }),
  exchangeOf(chat, '204 to HEAD', {
    ask: { method: 'HEAD', content: none },
    reply: { status: 204, reason: 'No Content', content: none, fields: [etag] },
  }),
  exchangeOf(chat, '304', { reply: { status: 304, reason: 'Not Modified', content: none, fields: [etag] } }),
  exchangeOf(chat, '304 with the length of what it stands for', {
    ask: { fields: [['If-None-Match', '"1", W/"2"']] },
    reply: { status: 304, reason: 'Not Modified', content: none, fields: [etag, ['Content-Length', '812']] },
  }),
  exchangeOf(chat, '200 with nothing', { reply: { content: whole('') } }),
  exchangeOf(chat, '200 with nothing in chunks', { reply: { content: inChunks('') } }),
  exchangeOf(chat, '205', { reply: { status: 205, reason: 'Reset Content', content: whole('') } }),
];

const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nlink: </b.js>; rel=preload\r\n\r\n';
const processing = 'HTTP/1.1 102 Processing\r\n\r\n';
const proceed = 'HTTP/1.1 100 Continue\r\nX-Why: unasked\r\n\r\n';
const interims: Readonly<Record<string, readonly string[]>> = {
  hints: [hints],
  'hints three times': [hints, hints, hints],
  processing: [processing],
  'processing, then hints': [processing, hints],
  'a number that nobody has given out': ['HTTP/1.1 142 Thinking Aloud\r\nX-Progress: 10%\r\n\r\n'],
  'a 100 that nobody asked for': [proceed],
};
const informed = Object.entries(interims).flatMap(([name, interim]) => [
  exchangeOf(chat, `after ${name}`, { reply: { interim } }),
  exchangeOf(stream, `after ${name}`, { reply: { interim } }),
  exchangeOf(chat, `asked after a 100, answered after ${name}`, {
    ask: { fields: [['expect', '100-Continue']], waits: true },
    reply: { interim },
  }),
]);

const refusedEarly = exchangeOf(chat, 'refused before its body is sent', {
  ask: { fields: [['Expect', '100-continue']], content: whole(octets(10_000)), waits: true },
  reply: { status: 417, reason: 'Expectation Failed', early: true, fields: [['Connection', 'close']] },
});

const fields = [
  ...Object.entries(oddRequests).map(([name, odd]) =>
    exchangeOf(chat, `asked with ${name}`, { ask: { fields: odd } }),
  ),
  ...Object.entries(oddReplies).map(([name, odd]) =>
    exchangeOf(chat, `answered with ${name}`, { reply: { fields: odd } }),
  ),
];

/** All of them; each has a name of its own. */
export const exchanges: readonly Exchange[] = [
  ...byClient,
  ...uploads,
  ...downloads,
  ...spelled,
  ...coded,
  ...transferred,
  ...byMethod,
  ...bodiless,
  ...informed,
  refusedEarly,
  ...fields,
  ...statuses.map(([status, reason]) =>
    exchangeOf(chat, `answered "${status} ${reason}"`, { reply: { status, reason } }),
  ),
  ...targets.map((target) =>
    exchangeOf(operation('models'), `at ${target.slice(0, 60)}`, { ask: { target } }),
  ),
];
