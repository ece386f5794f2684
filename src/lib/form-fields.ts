/** Longer values (bytes) are no names of models. */
const maxValue = 65_536;

const named = /^content-disposition:\s*form-data;(?:.*;)?\s*name="?([^";\r\n]*)"?/im;
const ofFile = /^content-disposition:.*;\s*filename\*?=/im;

/** The boundary of a form (RFC 2046 section 5.1.1); `null`: the content is none. */
export function boundaryOf(contentType: string): string | null {
  const [, quoted, bare] = /^multipart\/.*;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? [];
  return quoted ?? bare ?? null;
}

/** The fields of a form that are no files (RFC 7578); one that is not there whole is left out. */
export function formFields(bytes: Buffer, boundary: string): Readonly<Record<string, string>> {
  const mark = `--${boundary}`;
  const found: [string, string][] = [];
  for (let at = bytes.indexOf(mark); at !== -1; ) {
    const begin = at + mark.length;
    const end = bytes.indexOf(`\r\n${mark}`, begin);
    const headEnd = bytes.indexOf('\r\n\r\n', begin);
    if (end === -1 || headEnd === -1) break;
    at = end + 2;
    if (headEnd > end) continue;
    const head = bytes.subarray(begin, headEnd).toString();
    const [, name] = named.exec(head) ?? [];
    if (name !== undefined && !ofFile.test(head) && end - headEnd - 4 <= maxValue)
      found.push([name, bytes.subarray(headEnd + 4, end).toString()]);
  }
  return Object.fromEntries(found);
}
