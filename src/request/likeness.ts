import { canonicalJson } from '../lib/canonical-json.ts';
import { digest } from '../lib/digest.ts';
import { isMapping, type Mapping } from '../lib/mapping.ts';
import type { RequestFacts } from '../model/facts.ts';
import { comparedWith, plainText, type Text, textsOf } from './texts.ts';

/**
 * What is kept of a failed request's body, so that a later one with another body can be recognized as its
 * retry: the prompt was shortened, tools were left out, the answer is no longer asked for as a stream.
 */
export interface Sketch {
  /** Method, path and test. */
  readonly route: string;
  readonly stream: boolean;
  /** The largest answer that is asked for, in tokens. */
  readonly limit: number;
  readonly tools: ReadonlySet<string>;
  readonly texts: readonly Text[];
  /** Number of those that a model has not said, and the characters of all. */
  readonly asked: number;
  readonly length: number;
  /** Digest of all other members, without times and ids. */
  readonly plainRest: string;
}

/** Larger bodies (bytes), and prompts of more texts, are only compared as a whole. */
const maxBody = 1_048_576;
const maxTexts = 64;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The members that a retry may change; the rest has to stay. */
function split(json: Mapping) {
  const { messages, prompt, input, stream, stream_options: _, model: __, ...others } = json;
  const { max_tokens, max_completion_tokens, tools, functions, ...more } = others;
  const { tool_choice: ___, parallel_tool_calls: ____, function_call: _____, ...rest } = more;
  const limit = max_completion_tokens ?? max_tokens;
  const asked = { messages, prompt, input };
  return { asked, stream, limit, tools: [...listOf(tools), ...listOf(functions)], rest };
}

/** `null`: a body that is no JSON object, or that is too large. */
export function sketchOf(facts: RequestFacts): Sketch | null {
  const { method, path, headers, exact: json, body, bodyExtent } = facts;
  if (bodyExtent !== 'whole' || body === null || body.length > maxBody) return null;
  if (!isMapping(json)) return null;
  const { asked, stream, limit, tools, rest } = split(json);
  const texts = textsOf(asked);
  if (texts.length === 0 || texts.length > maxTexts) return null;
  return {
    route: `${method} ${path} ${String(headers['x-test-id'] ?? '')}`,
    ...{ texts, stream: stream === true },
    asked: texts.filter(({ role }) => role !== 'assistant').length,
    length: texts.reduce((sum, text) => sum + text.length, 0),
    limit: typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY,
    tools: new Set(tools.map((tool) => digest(canonicalJson(tool)))),
    plainRest: digest(plainText(canonicalJson(rest))),
  };
}

type Difference = 'equal' | 'incidental' | 'shorter';
const size = { equal: 0, incidental: 1, shorter: 2 };
const larger = (one: Difference, other: Difference): Difference => (size[one] > size[other] ? one : other);

/** Each text has to stem from one before, in the same order, and what the user asks has to be among them. */
function compareTexts(now: readonly Text[], before: readonly Text[]): Difference | null {
  let difference: Difference = now.length < before.length ? 'shorter' : 'equal';
  let [next, ofUser] = [0, 0];
  for (const text of now) {
    let found: Difference | null = null;
    while (found === null && next < before.length) {
      found = comparedWith(text, before[next] as Text);
      next += 1;
    }
    if (found === null) return null;
    if (text.role === 'user') ofUser += 1;
    difference = larger(difference, found);
  }
  return ofUser === 0 ? null : difference;
}

/** The texts before are a part of those now: a stream is resumed with its text so far, a prompt says more. */
function isLonger(now: Sketch, before: Sketch): boolean {
  // Counted before texts are compared: nearly every pair that is compared ends here.
  if (now.asked !== before.asked) return false;
  if (now.length <= before.length && now.texts.length <= before.texts.length) return false;
  return compareTexts(before.texts, now.texts) === 'shorter';
}

/** Most requests have no tools, and an iterator for each pair would cost as much as the rest. */
const hasAll = (all: ReadonlySet<string>, some: ReadonlySet<string>) =>
  some.size === 0 || [...some].every((each) => all.has(each));

/** How the body of a retry stems from the one before. */
export type Likeness = 'shorter' | 'longer' | 'incidental';

/** How `now` stems from `before` if it is its retry; `null`: it is none. */
export function compareSketches(now: Sketch, before: Sketch): Likeness | null {
  if (now.route !== before.route || now.plainRest !== before.plainRest || now.limit > before.limit)
    return null;
  if (!hasAll(before.tools, now.tools)) return null;
  const texts = compareTexts(now.texts, before.texts);
  if (texts === null) return isLonger(now, before) ? 'longer' : null;
  const less = now.tools.size < before.tools.size || now.limit < before.limit;
  return texts === 'shorter' || less || now.stream !== before.stream ? 'shorter' : 'incidental';
}
