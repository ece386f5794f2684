/** One element of DER (X.690 section 8.1), as far as certificates need it: no long tags. */
interface Element {
  readonly tag: number;
  readonly body: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

function elementAt(der: Buffer, at: number): Element {
  const short = der.readUInt8(at + 1);
  // 0x80 and above: so many bytes of length follow.
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

/** An address in a constraint has a mask of its own length behind it. */
function describeAddress(body: Buffer): string {
  const address = body.subarray(0, body.length / 2);
  if (address.length === 4) return address.join('.');
  return new URL(`http://[${address.toString('hex').replace(/(.{4})(?!$)/g, '$1:')}]`).hostname.slice(1, -1);
}

/**
 * Hosts that a root made here may vouch for; a name stands for those below it too.
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
