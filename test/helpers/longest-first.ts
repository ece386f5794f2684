import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take longer than ten seconds, the longest first: one that begins last would run with nothing
 * beside it. Vitest remembers how long files took, but in a fresh clone it knows only their sizes.
 */
const long = [
  'test/wire/drill-suite.test.ts',
  'test/wire/corpus.test.ts',
  'test/wire/checks.test.ts',
  'test/wire/mutants.test.ts',
  'test/wire/package.test.ts',
  'studies/streams/matrix.test.ts',
  'studies/judge/hard.test.ts',
  'test/wire/drill.test.ts',
  'test/contract/every-drill-run.test.ts',
  'test/wire/html-report.test.ts',
  'test/wire/page.test.ts',
  'test/wire/contract.test.ts',
  'studies/clients/page.test.ts',
  'studies/judge/page.test.ts',
  'studies/judge/bodies.test.ts',
  'test/wire/tape-faults.test.ts',
  'test/unit/answer/framing/split-independence.test.ts',
  'test/wire/faults.test.ts',
  'test/wire/command.test.ts',
  'studies/tls/fixes.test.ts',
  'test/contract/every-scenario.test.ts',
  'test/unit/secrets/sinks.test.ts',
  'test/wire/drain.test.ts',
  'test/wire/ca-trust.test.ts',
  'test/wire/explain.test.ts',
  'test/wire/tape-files.test.ts',
  'test/wire/sdk-recovers.test.ts',
  'test/unit/scenario/load-mutations.test.ts',
  'test/wire/slow-readers.test.ts',
  'test/wire/same-bytes.test.ts',
];

export class LongestFirst extends BaseSequencer {
  /** What is not listed stays in the order that Vitest gives it, behind what is. */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = long.indexOf(relative(this.ctx.config.root, moduleId));
      return place === -1 ? long.length : place;
    };
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
