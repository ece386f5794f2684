/* OTLP as JSON (opentelemetry-proto): ids in hexadecimal digits, whole numbers and nanoseconds as strings. */

type Value =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number };

export interface Attribute {
  readonly key: string;
  readonly value: Value;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly SpanEvent[];
  /** Empty: unset. */
  readonly status: { readonly code?: number };
}

export type Fields = Readonly<Record<string, string | number | null>>;

function asValue(value: string | number): Value {
  if (typeof value === 'string') return { stringValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** `null`: there is no such attribute. */
export function attributesOf(fields: Fields): readonly Attribute[] {
  return Object.entries(fields).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: asValue(value) }],
  );
}

/** Milliseconds since the epoch as nanoseconds; a double holds microseconds exactly, and no more. */
export const nanosOf = (ms: number): string => `${Math.round(ms * 1_000)}000`;

/** The body of a request to `/v1/traces`. */
export function exportOf(resource: Fields, version: string, spans: readonly Span[]): string {
  const scope = { name: 'badgateway', version };
  const attributes = attributesOf(resource);
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans }] }] });
}
