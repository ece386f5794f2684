import type { Field } from './message.ts';

/** How a body is framed on the wire; `close`: it ends with the connection. */
export type Framed =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly body: Buffer }
  | { readonly kind: 'close'; readonly body: Buffer }
  | {
      readonly kind: 'chunked';
      readonly chunks: readonly Buffer[];
      readonly trailers?: readonly Field[];
      /** Codings before `chunked`. */
      readonly coding?: string;
    };

export interface Ask {
  readonly method: string;
  readonly target: string;
  readonly fields: readonly Field[];
  readonly content: Framed;
  /** The body is held back until a 100, or a final answer. */
  readonly waits?: true;
}

export interface Reply {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly content: Framed;
  /** Whole interim answers, written before the final one. */
  readonly interim?: readonly string[];
  /** It is written as soon as the head is there; the body is not read. */
  readonly early?: true;
}

/** A request, and what an upstream answers it. */
export interface Exchange {
  readonly name: string;
  readonly ask: Ask;
  readonly reply: Reply;
}

/** The field by which the upstream knows which exchange it takes part in. */
export const marker = 'X-Client-Request-Id';

function bodyFields(content: Framed): Field[] {
  if (content.kind === 'length') return [['Content-Length', String(content.body.length)]];
  if (content.kind === 'chunked')
    return [['Transfer-Encoding', content.coding === undefined ? 'chunked' : `${content.coding}, chunked`]];
  return [];
}

function lines(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** The body in the pieces in which it is written. */
export function contentPieces(content: Framed): Buffer[] {
  if (content.kind === 'none') return [];
  if (content.kind !== 'chunked') return content.body.length === 0 ? [] : [content.body];
  const chunks = content.chunks.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  );
  return [...chunks, Buffer.from(`0\r\n${lines(content.trailers ?? [])}\r\n`, 'latin1')];
}

/** The head of a request; `host` is the authority of whoever is asked. */
export function askHead({ method, target, fields, content }: Ask, host: string, name: string): Buffer {
  const all = [['Host', host], ...fields, [marker, name], ...bodyFields(content)] as const;
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines(all)}\r\n`, 'latin1');
}

export function replyHead({ status, reason, fields, content }: Reply): Buffer {
  const all = [...fields, ...bodyFields(content)];
  return Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines(all)}\r\n`, 'latin1');
}

/** The same bytes cut into pieces of these lengths, over and over. */
export function cut(bytes: Buffer, ...lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

export function whole(body: Buffer | string): Framed {
  return { kind: 'length', body: Buffer.from(body as string) };
}

export function inChunks(body: Buffer | string, ...lengths: readonly number[]): Framed {
  return { kind: 'chunked', chunks: cut(Buffer.from(body as string), ...lengths) };
}
