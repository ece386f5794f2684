import type { Observation } from './observation.ts';

/** A span that tells of a request: to a model by the conventions of generative AI, or of HTTP. */
export interface SeenSpan {
  readonly id: string;
  readonly parent: string | null;
  readonly is: 'model' | 'http';
  readonly observation: Observation;
}

/** What the span of a call knows and those of its HTTP requests do not. */
function inherited(own: Observation, of: Observation, siblings: number): Observation {
  return {
    ...own,
    model: own.model ?? of.model,
    stream: own.stream ?? of.stream,
    firstByteMs: own.firstByteMs ?? (siblings === 1 ? of.firstByteMs : null),
  };
}

/**
 * One observation for each attempt, where several spans tell of it:
 *
 *   call of a model ─┬─ HTTP client ── HTTP server     2 attempts: the two HTTP clients,
 *                    └─ HTTP client                    with the model of their call
 */
export function resolveSpans(spans: readonly SeenSpan[]): readonly Observation[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const parentOf = ({ parent }: SeenSpan) => (parent === null ? undefined : byId.get(parent));
  const attempts = new Map<SeenSpan, number>();
  for (const span of spans) {
    const parent = parentOf(span);
    if (span.is === 'http' && parent?.is === 'model') attempts.set(parent, (attempts.get(parent) ?? 0) + 1);
  }
  return spans.flatMap((span) => {
    const parent = parentOf(span);
    if (attempts.has(span) || (span.is === 'http' && parent?.is === 'http')) return [];
    if (span.is === 'model' || parent === undefined) return [span.observation];
    return [inherited(span.observation, parent.observation, attempts.get(parent) ?? 1)];
  });
}
