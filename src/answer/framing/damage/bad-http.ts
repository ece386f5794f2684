/** What is wrong with a chunk, as parts of sentences. */
export const chunkMistakes = {
  size: 'a chunk whose size is no number',
  'missing-crlf': 'a chunk that does not end where its size says',
  oversize: 'a chunk whose size no integer holds',
} as const;

/** The chunk data are spaces: a client that accepts them gets the same JSON and the same events. */
const chunks = {
  size: 'size\r\n \r\n',
  'missing-crlf': '1\r\n   \r\n',
  // 20 hexadecimal digits are 80 bits.
  oversize: `${'f'.repeat(20)}\r\n \r\n`,
} as const;

export function badChunk(kind: keyof typeof chunkMistakes): Buffer {
  return Buffer.from(chunks[kind]);
}

/** What is wrong with a head, as parts of sentences. */
export const headMistakes = {
  'status-line': 'a status line that is none',
  header: 'a header field without a colon',
  version: 'an HTTP version that does not exist',
  oversize: 'a header field of 1 MiB',
} as const;

const fieldBytes = 1_048_576;

const heads = {
  'status-line': () => ['HTTP/1.1 OK 200'],
  header: () => ['HTTP/1.1 200 OK', 'this line has no colon'],
  version: () => ['HTTP/9.9 200 OK'],
  oversize: () => ['HTTP/1.1 200 OK', `X-Padding: ${'x'.repeat(fieldBytes)}`],
} as const;

export function badHead(kind: keyof typeof headMistakes): Buffer {
  return Buffer.from([...heads[kind](), 'Content-Length: 0', '', ''].join('\r\n'));
}
