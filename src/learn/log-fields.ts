import { z } from 'zod';
import { readDocument } from '../config/document.ts';
import { validate } from '../config/validate.ts';
import type { FieldMap } from './formats/format.ts';

/** Milliseconds of a unit. */
const units = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000 } as const;

/** A field, and in which unit its durations are. */
type Named = readonly [field: string, unit: keyof typeof units] | readonly [field: string];

/** Names that access logs of gateways have, the first that is there counts; times need no unit. */
const usual = {
  time: [
    ...[['time'], ['timestamp'], ['@timestamp'], ['ts'], ['start_time'], ['startTime'], ['time_iso8601']],
    ...[['msec'], ['EdgeStartTimestamp'], ['created_at']],
  ],
  status: [
    ...[['status'], ['status_code'], ['statusCode'], ['response_code'], ['http_status']],
    ...[['EdgeResponseStatus'], ['error_information.error_code']],
  ],
  duration: [
    ...[
      ['duration', 'ms'],
      ['duration_ms', 'ms'],
      ['latency_ms', 'ms'],
      ['elapsed_ms', 'ms'],
    ],
    ...[
      ['response_time_ms', 'ms'],
      ['request_time', 's'],
      ['response_time', 's'],
      ['duration_seconds', 's'],
    ],
  ],
  firstByte: [
    ...[
      ['upstream_header_time', 's'],
      ['response_duration', 'ms'],
      ['EdgeTimeToFirstByteMs', 'ms'],
    ],
    ...[
      ['ttfb_ms', 'ms'],
      ['ttft_ms', 'ms'],
      ['time_to_first_byte_ms', 'ms'],
    ],
  ],
  model: [['model'], ['model_name'], ['request_model'], ['model_group'], ['gen_ai.request.model']],
  path: [
    ...[['path'], ['uri'], ['request_uri'], ['url'], ['request_path'], ['x-envoy-original-path']],
    ...[['ClientRequestPath'], ['ClientRequestURI']],
  ],
  retryAfter: [
    ...[['retry_after'], ['retry-after'], ['sent_http_retry_after'], ['upstream_http_retry_after']],
    ...[['resp_retry_after'], ['response_headers.retry-after']],
  ],
  stream: [['stream'], ['streaming']],
  flags: [['response_flags']],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;

export type LogField = keyof typeof usual;
export const logFields = Object.keys(usual) as readonly LogField[];

const mapped = z
  .union([
    z.string().min(1, 'expected the name of a field'),
    z.strictObject({ field: z.string().min(1), unit: z.enum(['ns', 'us', 'ms', 's']) }),
  ])
  .optional();

/** The file of `--map`. */
const mapShape = z.strictObject({
  time: mapped,
  status: mapped,
  duration: mapped,
  firstByte: mapped,
  model: mapped,
  path: mapped,
  retryAfter: mapped,
  stream: mapped,
  flags: mapped,
});

/** Reads a mapping; throws `FileMistakes` with all mistakes in it. */
export function readFieldMap(text: string, file: string): FieldMap {
  const given = validate(mapShape, readDocument(text, file));
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const { field, unit } = typeof value === 'string' ? { field: value, unit: null } : value;
      return [[name, { field, unitMs: unit === null ? null : units[unit] }]];
    }),
  );
}

export interface Candidate {
  readonly field: string;
  readonly unitMs: number;
}

/** Fields that may hold it, the mapped one alone where there is one. */
export function candidatesOf(name: LogField, map: FieldMap): readonly Candidate[] {
  const own = map[name];
  const fields: readonly Named[] = usual[name];
  const known = fields.map(([field, unit]) => ({ field, unitMs: units[unit ?? 'ms'] }));
  if (own === undefined) return known;
  const unitMs = own.unitMs ?? known.find(({ field }) => field === own.field)?.unitMs ?? 1;
  return [{ field: own.field, unitMs }];
}
