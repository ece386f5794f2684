/** One DER element (X.690 section 8.1). Tags of several bytes are not supported; certificates have none. */
interface Element {
  readonly tag: number;
  readonly body: Buffer;
  /** Offset of the next element. */
  readonly end: number;
}

function elementAt(der: Buffer, at: number): Element {
  const short = der.readUInt8(at + 1);
  // From 0x80 on, the low 7 bits give the number of length bytes that follow.
  const more = short < 0x80 ? 0 : short - 0x80;
  const length = more === 0 ? short : der.readUIntBE(at + 2, more);
  const begin = at + 2 + more;
  return { tag: der.readUInt8(at), body: der.subarray(begin, begin + length), end: begin + length };
}

function elementsOf(body: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < body.length; at = found.at(-1)?.end ?? body.length) found.push(elementAt(body, at));
  return found;
}

/** OBJECT IDENTIFIER 2.5.29.30 and BOOLEAN TRUE: critical name constraints (RFC 5280 section 4.2.1.10). */
const nameConstraints = Buffer.from('0603551d1e0101ff', 'hex');

/** Formats an address; in a constraint a mask of the same length follows it. */
function describeAddress(body: Buffer): string {
  const address = body.subarray(0, body.length / 2);
  if (address.length === 4) return address.join('.');
  return new URL(`http://[${address.toString('hex').replace(/(.{4})(?!$)/g, '$1:')}]`).hostname.slice(1, -1);
}

/**
 * Hosts for which a root of this lab may sign; a name includes its subdomains.
 *
 *   OCTET STRING → SEQUENCE → [0] permitted → SEQUENCE each → [2] name, or [7] address and mask
 */
export function permittedHosts(root: Buffer): readonly string[] {
  const value = elementAt(root, root.indexOf(nameConstraints) + nameConstraints.length).body;
  const [permitted] = elementsOf(elementAt(value, 0).body);
  return elementsOf(permitted?.body ?? value)
    .map((subtree) => elementAt(subtree.body, 0))
    .map(({ tag, body }) => (tag === 0x87 ? describeAddress(body) : body.toString('latin1')));
}
