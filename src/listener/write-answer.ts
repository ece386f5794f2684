import { headerPairs, reasonOf } from '../lib/http.ts';
import type { WrittenAnswer } from '../model/answer-origin.ts';
import type { RawHeaders } from '../model/step.ts';

/** Header fields as they are sent. */
export function fieldLines(headers: RawHeaders): string {
  return headerPairs(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** The bytes of an answer behind which the connection is closed. */
export function bytesOf({ status, headers, body }: WrittenAnswer): Buffer {
  const others = headerPairs(headers).filter(([name]) => name !== 'Connection');
  const fields = fieldLines(['Connection', 'close', ...others.flat()]);
  const head = `HTTP/1.1 ${status} ${reasonOf(status)}\r\n${fields}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}
