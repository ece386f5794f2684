import type { z } from 'zod';
import { rawFields, valuesOf, type writtenFields } from '../../lib/header-fields.ts';
import type { Step } from '../../model/step.ts';
import { withoutHeaders } from './headers.ts';

interface WrittenHead {
  readonly reason?: string | undefined;
  readonly headers?: z.output<typeof writtenFields> | undefined;
}

/** The fields that say where the body ends (RFC 9112 section 6), as far as a scenario writes them. */
export function framingIn({ headers }: WrittenHead): readonly string[] {
  return ['Content-Length', 'Transfer-Encoding'].filter(
    (name) => valuesOf(headers, name.toLowerCase()).length > 0,
  );
}

/** What is wrong with a head that a scenario writes for a body that is not its own. */
export function headMistakes(given: WrittenHead): { path: readonly string[]; message: string }[] {
  return framingIn(given).map((name) => ({
    path: ['headers'],
    message: `${name} follows from the body of the entry; write the answer with the fault respond`,
  }));
}

/** The answer with the phrase of a scenario and its fields, which replace those of the same name. */
export function withWrittenHead(steps: readonly Step[], { reason, headers }: WrittenHead): Step[] {
  const names = new Set(Object.keys(headers ?? {}).map((name) => name.toLowerCase()));
  return steps.map((step) =>
    step.kind === 'head'
      ? {
          ...step,
          ...(reason === undefined ? {} : { reason }),
          headers: [...withoutHeaders(step.headers, names), ...rawFields(headers)],
        }
      : step,
  );
}
