import { boundedJson } from '../lib/bounded-json.ts';
import { decodedContent, maxDecoded } from '../lib/content-coding.ts';
import { exactJson } from '../lib/exact-json.ts';
import { boundaryOf, formFields } from '../lib/form-fields.ts';
import { topMembers } from '../lib/top-members.ts';
import type { RequestFacts, Unseen } from '../model/facts.ts';
import type { ReadBody } from './body.ts';

/** What a body says, as far as it can be looked at. */
export interface Content extends Pick<RequestFacts, 'json' | 'exact' | 'members' | 'unseen'> {}

const nothing: Content = { json: undefined, exact: undefined, members: null, unseen: null };
const unread: Unseen = { why: 'unread', says: 'its body was not read' };

/** UTF-16 has a mark, or a zero in the first character, which is ASCII in JSON. */
function encodingOf([first, second]: Buffer): 'utf-16le' | 'utf-16be' | null {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? 'utf-16be' : null;
}

function textOf(bytes: Buffer): string {
  const encoding = bytes.length < 2 ? null : encodingOf(bytes);
  if (encoding !== null) return new TextDecoder(encoding).decode(bytes);
  const text = bytes.toString();
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The bytes without content coding, or why they cannot be looked at. */
function plainOf(bytes: Buffer, coding: string, isWhole: boolean): Buffer | Unseen {
  const plain = decodedContent(bytes, coding, isWhole);
  if (plain === 'too-large')
    return { why: 'larger', says: `its body decodes to more than ${maxDecoded} bytes` };
  if (plain === 'unreadable') return { why: 'coding', says: `its body cannot be decoded as "${coding}"` };
  return plain;
}

export function contentOf(headers: RequestFacts['headers'], { bytes, extent }: ReadBody): Content {
  if (extent === 'unread') return { ...nothing, unseen: unread };
  if (bytes === null || bytes.length === 0) return nothing;
  const isWhole = extent === 'whole';
  const coding = headers['content-encoding'];
  const plain = coding === undefined ? bytes : plainOf(bytes, String(coding), isWhole);
  if (!Buffer.isBuffer(plain)) return { ...nothing, unseen: plain };
  const says = `only the first ${bytes.length} bytes of its body were read`;
  const unseen: Unseen | null = isWhole ? null : { why: 'larger', says };
  const boundary = boundaryOf(String(headers['content-type'] ?? ''));
  if (boundary !== null) return { ...nothing, members: formFields(plain, boundary), unseen };
  const text = textOf(plain);
  if (!isWhole) return { ...nothing, members: topMembers(text), unseen };
  const json = boundedJson(text);
  return { ...nothing, json, exact: exactJson(text, json) };
}
