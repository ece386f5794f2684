import { STATUS_CODES } from 'node:http';
import type { WrittenAnswer } from '../model/answer-origin.ts';

/** The bytes of an answer behind which the connection is closed. */
export function bytesOf({ status, headers, body }: WrittenAnswer): Buffer {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n`;
  for (let index = 0; index + 1 < headers.length; index += 2)
    if (headers[index] !== 'Connection') head += `${headers[index]}: ${headers[index + 1]}\r\n`;
  return Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), Buffer.from(body)]);
}
