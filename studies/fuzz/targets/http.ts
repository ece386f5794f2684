import { connect } from 'node:net';
import { type StartedGateway, startGateway } from '../../../test/helpers/gateway.ts';
import type { Opened, Target } from '../target.ts';

/** Milliseconds until a connection that has not ended is left: some bytes are the beginning of a request. */
const patienceMs = 200;
/** So many inputs apart another client asks, and has to be served. */
const bystanderEvery = 50;

const words = [
  '\r\n',
  '\r\n\r\n',
  ': ',
  'Host: a',
  'Content-Length: ',
  'Transfer-Encoding: chunked',
  '0\r\n\r\n',
];
const methods = [
  'GET ',
  'POST ',
  'OPTIONS * ',
  'CONNECT a:1 ',
  ' HTTP/1.1',
  ' HTTP/2.0',
  '/@',
  '/~',
  '%',
  '\0',
];

const head = 'POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-oais-any\r\n';
const body = '{"model":"Omniva/Kimi-K2.6","messages":[{"role":"user","content":"hi"}]}';
const requests = [
  'GET /v1/models HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-oais-any\r\n\r\n',
  `${head}Content-Length: ${body.length}\r\n\r\n${body}`,
  `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  'GET /@rate-limited-then-recovers.one/v1/models?x=1 HTTP/1.1\r\nHost: a\r\n\r\n',
];

function answerTo(bytes: Buffer, { url }: StartedGateway): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let text = '';
    const over = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(over, patienceMs);
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece;
    });
    socket.on('error', over).on('close', over);
    socket.end(bytes);
  });
}

async function open(): Promise<Opened> {
  const gateway = await startGateway({ scenario: 'rate-limited-then-recovers' });
  let inputs = 0;
  return {
    async read(bytes) {
      const text = await answerTo(bytes, gateway);
      if (text.includes('This is a bug')) throw new Error(`an error of the gateway: ${text}`);
      inputs += 1;
      if (inputs % bystanderEvery !== 0) return;
      const headers = { authorization: 'Bearer sk-oais-bystander' };
      const { status } = await fetch(`${gateway.url}/@healthy.bystander/v1/models`, { headers });
      if (status !== 200) throw new Error(`a bystander was answered with ${status}`);
    },
    close: () => gateway.close(),
  };
}

export const http: Target = {
  name: 'http',
  words: [...words, ...methods],
  seeds: () => requests.map((text) => Buffer.from(text)),
  open,
};
