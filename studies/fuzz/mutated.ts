import fc from 'fast-check';

/** Bytes; a longer input is cut. */
const maxInput = 65_536;

/** A change of an input at a place, both as shares of 2^16, so that they fit into inputs of any length. */
interface Mutation {
  readonly kind: 'insert' | 'overwrite' | 'remove' | 'repeat' | 'splice';
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly other: number;
}

const whole = 65_536;

function apply(input: Buffer, { kind, at, length, bytes, other }: Mutation, corpus: readonly Buffer[]) {
  const begin = Math.floor((input.length * at) / whole);
  const end = Math.min(input.length, begin + 1 + (length % 64));
  const [before, piece, after] = [input.subarray(0, begin), input.subarray(begin, end), input.subarray(end)];
  if (kind === 'insert') return Buffer.concat([before, bytes, piece, after]);
  if (kind === 'overwrite') return Buffer.concat([before, bytes, input.subarray(begin + bytes.length)]);
  if (kind === 'remove') return Buffer.concat([before, after]);
  if (kind === 'repeat')
    return Buffer.concat([before, ...Array<Buffer>(2 + (other % 30)).fill(piece), after]);
  const donor = corpus[other % corpus.length] ?? Buffer.alloc(0);
  return Buffer.concat([before, donor.subarray(Math.floor((donor.length * length) / whole))]);
}

/** Inputs of the corpus with up to eight changes each, or bytes by chance alone. */
export function mutated(corpus: readonly Buffer[], words: readonly string[]): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: whole - 1 });
  const word = fc.constantFrom(...words).map((text) => new Uint8Array(Buffer.from(text, 'latin1')));
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    kind: fc.constantFrom('insert', 'overwrite', 'remove', 'repeat', 'splice'),
    at: place,
    length: place,
    bytes: fc.oneof(word, fc.uint8Array({ minLength: 1, maxLength: 8 })),
    other: fc.nat({ max: whole }),
  });
  const changed = fc
    .tuple(fc.constantFrom(...corpus), fc.array(mutation, { minLength: 1, maxLength: 8 }))
    .map(([input, mutations]) =>
      mutations.reduce((bytes, each) => apply(bytes, each, corpus).subarray(0, maxInput), input),
    );
  const chance = fc.uint8Array({ maxLength: 256 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 15, arbitrary: changed }, { weight: 1, arbitrary: chance });
}
