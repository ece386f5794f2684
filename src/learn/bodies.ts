import { boundedJson } from '../lib/bounded-json.ts';
import { member, pointed } from '../lib/pointer.ts';
import { flagOf, modelOf, numberOf, textOf } from './values.ts';

/* Of bodies nothing is kept but the model, whether a stream is asked for, and the code of an error. */

/** Longest text of a body that is read, in characters: a request may hold a long conversation. */
const maxBody = 16 * 1_048_576;

function jsonOf(text: unknown): unknown {
  return typeof text === 'string' && text.length <= maxBody ? boundedJson(text) : undefined;
}

export interface AskedFor {
  readonly model: string | null;
  readonly stream: boolean | null;
}

export function askedIn(body: unknown): AskedFor {
  const json = jsonOf(body);
  // The default of `stream` is documented: false.
  const stream = json === undefined ? null : (flagOf(member(json, 'stream')) ?? false);
  return { model: modelOf(member(json, 'model')), stream };
}

const errorPlaces = ['/error/code', '/code', '/error/type', '/type', '/error'];

/** Short words alone: a code is compared with catalogues, and shown nowhere. */
const codeForm = /^[A-Za-z][\w.-]{0,63}$/;

export function errorIn(body: unknown): string | null {
  const json = jsonOf(body);
  const found = errorPlaces.map((place) => pointed(json, place)).filter((value) => numberOf(value) === null);
  return found.map(textOf).find((code) => code !== null && codeForm.test(code)) ?? null;
}

export interface SeenStream {
  readonly frames: number;
  readonly ending: 'whole' | 'cut';
}

/** Events of a stream's text; one without `[DONE]` behind it was cut. */
export function streamIn(text: string): SeenStream {
  const frames = text.split(/\r?\n\r?\n/).filter((event) => /^data:/m.test(event)).length;
  return { frames, ending: /^data: ?\[DONE\]\s*$/m.test(text.slice(-256)) ? 'whole' : 'cut' };
}

export const isEventStream = (type: string | null): boolean => /^text\/event-stream\b/i.test(type ?? '');
