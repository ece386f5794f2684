import { z } from 'zod';

/** A method or the name of a field (RFC 9110 section 5.6.2). */
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a head may hold in a line. */
export const visible = /^[\t\x20-\x7e\x80-\xff]*$/;
const fieldValue = z.string().regex(visible, 'no control characters in a header value');

/** Header fields as a scenario spells them: a list of values is one field line for each. */
export const writtenFields = z.record(
  z.string().regex(token, 'a header name is an RFC 9110 token'),
  z.union([fieldValue, z.array(fieldValue).min(1)]),
);
type WrittenFields = z.output<typeof writtenFields>;

/** The phrase of a status line. */
export const writtenReason = z.string().regex(visible, 'no control characters in a reason phrase');

/** All values of a field, ignoring the case of its name; `name` in lower case. */
export function valuesOf(fields: WrittenFields, name: string): readonly string[] {
  return Object.entries(fields).flatMap(([known, value]) => (known.toLowerCase() === name ? value : []));
}

/** The fields as on the wire, without those of `names`, which are in lower case. */
export function rawFields(fields: WrittenFields, names: readonly string[] = []): string[] {
  return Object.entries(fields)
    .filter(([name]) => !names.includes(name.toLowerCase()))
    .flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]));
}
