import { z } from 'zod';
import { type AnyJson, anyJson } from '../../../lib/any-json.ts';
import { exactText } from '../../../lib/exact-json.ts';
import type { Step } from '../../../model/step.ts';
import { eventOf } from './event.ts';

const line = z.string().regex(/^[^\r\n]*$/, 'a field of an event is one line');

/** The fields of an event (WHATWG HTML, 9.2.6). */
const fieldsShape = z.strictObject({
  event: line.optional(),
  id: line.optional(),
  retry: z.int().min(0).optional(),
  comment: line.optional(),
  data: anyJson.optional(),
});

const names = Object.keys(fieldsShape.shape);

function areFields(item: AnyJson): item is Readonly<Record<string, AnyJson>> {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
  const keys = Object.keys(item);
  return keys.length > 0 && keys.every((key) => names.includes(key));
}

/**
 * An event as a scenario spells it: a text is its data, an object of only these fields is the event, anything
 * else is its data as JSON.
 */
export const writtenEvent = anyJson.refine(
  (item) => !areFields(item) || fieldsShape.safeParse(item).success,
  'event, id and comment are texts of one line, and retry is a whole number of milliseconds',
);

export const writtenEvents = z.array(writtenEvent).min(1);

const asText = (data: AnyJson) => (typeof data === 'string' ? data : exactText(data));

/** One event; a comment alone is none to a client. */
export function frameOfEvent(item: AnyJson): Step {
  if (!areFields(item)) return { kind: 'frame', bytes: eventOf(asText(item)) };
  const { comment, event, id, retry, data } = fieldsShape.parse(item);
  const lines = [
    ...(comment === undefined ? [] : [`: ${comment}\n`]),
    ...(id === undefined ? [] : [`id: ${id}\n`]),
    ...(retry === undefined ? [] : [`retry: ${retry}\n`]),
  ];
  const rest = data === undefined ? `${event === undefined ? '' : `event: ${event}\n`}\n` : null;
  const tail = data === undefined ? Buffer.from(rest ?? '') : eventOf(asText(data), event ?? null);
  const bytes = Buffer.concat([Buffer.from(lines.join('')), tail]);
  const isComment = names.every((name) => name === 'comment' || item[name] === undefined);
  return isComment ? { kind: 'frame', bytes, comment: true } : { kind: 'frame', bytes };
}
