import { z } from 'zod';

/** A method or the name of a field (RFC 9110 section 5.6.2). */
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What a head may hold in a line. */
export const visible = /^[\t\x20-\x7e\x80-\xff]*$/;
const fieldValue = z.string().regex(visible, 'no control characters in a header value');

/** A list of values is one field line for each. */
const fieldValues = z.union([fieldValue, z.array(fieldValue).min(1)]);

/** Header fields as a scenario spells them. */
export const writtenFields = z.record(
  z.string().regex(token, 'a header name is an RFC 9110 token'),
  fieldValues,
);
type WrittenFields = z.output<typeof writtenFields>;

/** Fields that say how the body is to be read and where it ends: not those of an answer made elsewhere. */
const ofBodies: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that are added to answers whose body is made elsewhere, as on the wire. */
export const addedFields = z
  .record(
    z
      .string()
      .regex(token, 'a header name is an RFC 9110 token')
      .refine(
        (name) => !ofBodies.has(name.toLowerCase()),
        'this field belongs to the body or the connection, which stay as they are',
      ),
    fieldValues,
  )
  .transform((fields) => rawFields(fields));

/** The phrase of a status line. */
export const writtenReason = z.string().regex(visible, 'no control characters in a reason phrase');

/** What a scenario may say of a head besides its status. */
export const writtenHead = {
  reason: writtenReason.optional().describe('The phrase behind the status. Default: the usual one.'),
  headers: writtenFields.optional().describe('Names and values; a list repeats the field.'),
};

/** All values of a field, ignoring the case of its name; `name` in lower case. */
export function valuesOf(fields: WrittenFields | undefined, name: string): readonly string[] {
  return Object.entries(fields ?? {}).flatMap(([known, value]) =>
    known.toLowerCase() === name ? value : [],
  );
}

/** The fields as on the wire, without those of `names`, which are in lower case. */
export function rawFields(fields: WrittenFields = {}, names: readonly string[] = []): string[] {
  return Object.entries(fields)
    .filter(([name]) => !names.includes(name.toLowerCase()))
    .flatMap(([name, value]) => [value].flat().flatMap((each) => [name, each]));
}
