import { z } from 'zod';
import { connectionFault } from './fault.ts';

const params = z.strictObject({
  speaks: z.enum(['http', 'ssh']).default('http').describe('What the other server is.'),
});

/** Answers of servers that received a protocol which they do not speak. */
const answers = {
  http: {
    says: 'a plain HTTP 400',
    text:
      'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n' +
      'Connection: close\r\n\r\nBad Request\n',
  },
  ssh: { says: 'the banner of an SSH server', text: 'SSH-2.0-OpenSSH_9.6\r\n' },
};

export const tlsPlaintext = connectionFault({
  name: 'tls-plaintext',
  layer: 'tls',
  summary: 'answer the ClientHello as a server without TLS would: plain HTTP, or SSH',
  params,
  main: 'speaks',
  example: { speaks: 'http' },
  explain: ({ speaks }) => `answer the ClientHello with ${answers[speaks].says}`,
  apply: (plan, { params: { speaks } }) => ({
    ...plan,
    handshake: { kind: 'bytes', name: speaks, bytes: Buffer.from(answers[speaks].text) },
  }),
});
