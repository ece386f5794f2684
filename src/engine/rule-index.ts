import { isLiteral, literalPrefix, longestLiteralIn } from '../lib/glob.ts';
import { valuesOf } from '../lib/http.ts';
import type { RequestFacts } from '../model/facts.ts';
import type { When } from '../model/scenario.ts';
import { Needles } from './needles.ts';

/** Anything with a `when`, in file order. */
interface Indexed {
  readonly when: When;
  readonly order: number;
}

type Dimension = 'key' | 'prompt' | 'model' | 'path' | 'client' | 'route' | `header:${string}`;

/** From the most selective to the least. */
const dimensions = ['key', 'prompt', 'model', 'path', 'client', 'route'] as const;

type Texts = string | readonly string[] | null | undefined;

/** Chosen once for each index: it runs for each request. */
function readerOf(dimension: Dimension): (facts: RequestFacts) => Texts {
  if (dimension === 'route') return ({ route }) => route?.name;
  const [, header] = dimension.split('header:');
  if (header !== undefined) return ({ headers }) => valuesOf(headers[header] ?? []);
  return (facts) => facts[dimension as Exclude<(typeof dimensions)[number], 'route'>];
}

/** Least length of a literal by which a glob with a leading wildcard is looked up. */
const shortestNeedle = 3;

const hasPrefix = (glob: string): boolean => literalPrefix(glob) !== '';
const hasNeedle = (glob: string): boolean => longestLiteralIn(glob).length >= shortestNeedle;

/**
 * The dimension by which a rule can be looked up, with its globs; `null`: the rule is a candidate for every
 * request.
 */
function chooseDimension(when: When): readonly [Dimension, readonly string[]] | null {
  const choices: (readonly [Dimension, readonly string[] | undefined])[] = [
    ...Object.entries(when.header ?? {}).map(([name, globs]) => [`header:${name}` as const, globs] as const),
    ...dimensions.map((name) => [name, when[name]] as const),
  ];
  for (const test of [hasPrefix, (glob: string) => hasPrefix(glob) || hasNeedle(glob)])
    for (const [dimension, globs] of choices) if (globs?.every(test)) return [dimension, globs];
  return null;
}

/** Rules of one dimension: by literal value, by literal prefix, and by a literal anywhere in the glob. */
class RuleBuckets<Rule extends Indexed> {
  readonly #literals = new Map<string, Rule[]>();
  readonly #prefixes = new Map<number, Map<string, Rule[]>>();
  readonly #unprefixed: [needle: string, rule: Rule][] = [];
  #needles: Needles<Rule> | null = null;

  add(glob: string, rule: Rule): void {
    const prefix = literalPrefix(glob);
    if (prefix === '') {
      this.#unprefixed.push([longestLiteralIn(glob), rule]);
      return;
    }
    let map = this.#literals;
    if (!isLiteral(glob)) {
      map = this.#prefixes.get(prefix.length) ?? new Map<string, Rule[]>();
      this.#prefixes.set(prefix.length, map);
    }
    const rules = map.get(prefix);
    if (rules === undefined) map.set(prefix, [rule]);
    else rules.push(rule);
  }

  collect(text: string, into: Rule[]): void {
    const literal = this.#literals.get(text);
    if (literal !== undefined) for (const rule of literal) into.push(rule);
    for (const [length, map] of this.#prefixes) {
      const prefixed = map.get(text.slice(0, length));
      if (prefixed !== undefined) for (const rule of prefixed) into.push(rule);
    }
    if (this.#unprefixed.length === 0) return;
    this.#needles ??= new Needles(this.#unprefixed);
    this.#needles.collect(text, into);
  }
}

/**
 * Finds the rules that may match a request, in file order, without evaluating each: ten thousand rules for
 * ten thousand models cost one look-up.
 */
export function indexRules<Rule extends Indexed>(
  rules: readonly Rule[],
): (facts: RequestFacts) => readonly Rule[] {
  const always: Rule[] = [];
  const bucketsByField = new Map<Dimension, RuleBuckets<Rule>>();
  for (const rule of rules) {
    const choice = chooseDimension(rule.when);
    if (choice === null) {
      always.push(rule);
      continue;
    }
    const [dimension, globs] = choice;
    const buckets = bucketsByField.get(dimension) ?? new RuleBuckets<Rule>();
    bucketsByField.set(dimension, buckets);
    for (const glob of globs) buckets.add(glob, rule);
  }
  if (bucketsByField.size === 0) return () => always;
  const inOrder = rules.toSorted((a, b) => a.order - b.order);
  const looksIntoBody = bucketsByField.has('model') || bucketsByField.has('prompt');
  const fields = [...bucketsByField].map(([name, buckets]) => ({ read: readerOf(name), buckets }));
  return (facts) => {
    // What could not be looked at may be what a rule asks for.
    if (looksIntoBody && facts.unseen !== null) return inOrder;
    const found: Rule[] = [];
    for (const { read, buckets } of fields) {
      const texts = read(facts);
      if (typeof texts === 'string') buckets.collect(texts, found);
      else for (const text of texts ?? []) buckets.collect(text, found);
    }
    if (found.length === 0) return always;
    // A rule with several globs may be found by more than one of them.
    return [...always, ...new Set(found)].sort((a, b) => a.order - b.order);
  };
}
