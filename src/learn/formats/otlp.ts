import { member, pointed } from '../../lib/pointer.ts';
import { retryAfterOf } from '../headers.ts';
import { type Observation, unknownObservation } from '../observation.ts';
import { endOf } from '../span-ending.ts';
import { resolveSpans, type SeenSpan } from '../spans.ts';
import { flagOf, modelOf, msOf, pathOf, statusOf, textOf, timeOf } from '../values.ts';
import type { LearnFormat } from './format.ts';

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** An `AnyValue` of OTLP; of an array, its first member. */
function plainOf(value: unknown): unknown {
  const [first] = listOf(pointed(value, '/arrayValue/values'));
  if (first !== undefined) return plainOf(first);
  const names = ['stringValue', 'intValue', 'doubleValue', 'boolValue'];
  return names.map((name) => member(value, name)).find((each) => each !== undefined);
}

function attributesOf(span: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    listOf(member(span, 'attributes')).map((each) => [
      textOf(member(each, 'key')) ?? '',
      plainOf(member(each, 'value')),
    ]),
  );
}

const durationOf = (from: number, to: number | null) => (to === null ? null : Math.max(0, to - from));

/** `null`: it is about something else than a request to a model or an HTTP request. */
function seenIn(span: unknown): SeenSpan | null {
  const at = timeOf(member(span, 'startTimeUnixNano'));
  const attributes = attributesOf(span);
  const first = (...names: readonly string[]) =>
    names.map((name) => attributes.get(name)).find((value) => value !== undefined);
  const model = modelOf(first('gen_ai.request.model', 'llm.model_name'));
  const path = pathOf(first('url.path', 'url.full', 'http.target', 'http.url', 'http.route'));
  const status = statusOf(first('http.response.status_code', 'http.status_code'));
  const isModel = first('gen_ai.operation.name', 'gen_ai.request.model') !== undefined;
  const isHttp = first('http.request.method', 'http.method') !== undefined;
  if (at === null || !(isModel || isHttp)) return null;
  const failed = [2, 'STATUS_CODE_ERROR'].some((code) => pointed(span, '/status/code') === code);
  const end = endOf({ status, type: textOf(first('error.type', 'exception.type')), failed });
  const observation: Observation = {
    ...unknownObservation,
    ...{ at, model, path, ...end },
    retryAfter: retryAfterOf(first('http.response.header.retry-after'), at, 'not-recorded'),
    firstByteMs: msOf(first('gen_ai.response.time_to_first_chunk'), 1_000),
    totalMs: durationOf(at, timeOf(member(span, 'endTimeUnixNano'))),
    stream: flagOf(first('gen_ai.request.stream')),
  };
  const id = (name: string) => textOf(member(span, name)) ?? '';
  return {
    id: `${id('traceId')} ${id('spanId')}`,
    parent: id('parentSpanId') === '' ? null : `${id('traceId')} ${id('parentSpanId')}`,
    is: isHttp ? 'http' : 'model',
    observation,
  };
}

function spansOf(record: unknown): readonly unknown[] {
  return listOf(member(record, 'resourceSpans'))
    .flatMap((resource) => listOf(member(resource, 'scopeSpans')))
    .flatMap((scope) => listOf(member(scope, 'spans')));
}

export const otlp: LearnFormat = {
  name: 'otlp',
  summary: 'spans of OpenTelemetry as OTLP/JSON, whole or one batch a line',
  recognises: (record) => Array.isArray(member(record, 'resourceSpans')),
  cannotTell: [
    'spans that were not sampled are not in it; shares are right only if sampling was blind to the outcome',
    'a span of a call that was retried inside it shows the last attempt alone',
    'a span does not say whether a stream ended too early unless its status is an error',
  ],
  open() {
    const spans: SeenSpan[] = [];
    return {
      take(record) {
        if (!Array.isArray(member(record, 'resourceSpans'))) return null;
        spans.push(...spansOf(record).flatMap((span) => seenIn(span) ?? []));
        return [];
      },
      rest: () => resolveSpans(spans),
    };
  },
};
