import { globMatcher, isLiteral } from '../lib/glob.ts';
import { valuesOf } from '../lib/http.ts';
import { namesOf, pointed } from '../lib/pointer.ts';
import type { ConnectionFacts, RequestFacts } from '../model/facts.ts';
import type { Always, Range, When } from '../model/scenario.ts';
import { describeWhen } from './describe-when.ts';

/** `unknown`: what it asks for may stand in a part of the body that could not be looked at. */
type Test = (facts: RequestFacts) => boolean | 'unknown';
type ConnectionTest = (facts: ConnectionFacts) => boolean;

/** A `when` as a function, and in English. */
export interface Matcher<Facts> {
  matches(facts: Facts): boolean;
  /** Why it cannot be told whether the facts match; `null`: it can. */
  unknown(facts: Facts): string | null;
  readonly says: string;
}

/** Tests whether a text matches one of the globs; an absent text never does. */
function anyOf(globs: readonly string[]): (text: string | null) => boolean {
  if (globs.every(isLiteral)) return (text) => text !== null && globs.includes(text);
  const matchers = globs.map(globMatcher);
  return (text) => text !== null && matchers.some((matches) => matches(text));
}

function within(ranges: readonly Range[]): (value: number) => boolean {
  return (value) => ranges.some(({ from, to }) => value >= from && value <= to);
}

function queryTest(name: string, globs: readonly string[]): Test {
  const test = anyOf(globs);
  return ({ query }) => query !== '' && new URLSearchParams(query).getAll(name).some(test);
}

function headerTest(name: string, globs: readonly string[]): Test {
  const test = anyOf(globs);
  return ({ headers }) => {
    const value = headers[name];
    return value === undefined ? test(null) : valuesOf(value).some(test);
  };
}

type Scalar = string | number | bigint | boolean | null;

/** Whether a member of the body could stand where nothing could be looked at. */
function isHidden({ unseen, members }: RequestFacts, name: string | null): boolean {
  return unseen !== null && (name === null || members === null || !Object.hasOwn(members, name));
}

function bodyTest(pointer: string, values: readonly Scalar[]): Test {
  const text = anyOf(values.filter((value) => typeof value === 'string'));
  const others = values.filter((value) => typeof value !== 'string');
  const [top = null, ...inner] = pointer === '' ? [] : namesOf(pointer);
  return (facts) => {
    if (isHidden(facts, inner.length === 0 ? top : null)) return 'unknown';
    const value = pointed(facts.exact ?? facts.members ?? undefined, pointer);
    return typeof value === 'string' ? text(value) : others.some((other) => other === value);
  };
}

function textTests(when: When): Test[] {
  const tests: Test[] = [];
  const texts = {
    surface: (facts: RequestFacts) => facts.surface,
    route: (facts: RequestFacts) => facts.route?.name ?? null,
    method: (facts: RequestFacts) => facts.method,
    path: (facts: RequestFacts) => facts.path,
    upstream: (facts: RequestFacts) => facts.upstream?.name ?? null,
    region: (facts: RequestFacts) => facts.upstream?.region ?? null,
    key: (facts: RequestFacts) => facts.key,
    client: (facts: RequestFacts) => facts.client,
  };
  for (const [name, read] of Object.entries(texts)) {
    const globs = when[name as keyof typeof texts];
    if (globs === undefined) continue;
    const test = anyOf(globs);
    tests.push((facts) => test(read(facts)));
  }
  return tests;
}

function modelTest(globs: readonly string[]): Test {
  const test = anyOf(globs);
  return (facts) => (isHidden(facts, 'model') ? 'unknown' : test(facts.model));
}

function promptTest(globs: readonly string[]): Test {
  const test = anyOf(globs);
  return (facts) => (isHidden(facts, null) ? 'unknown' : test(facts.prompt));
}

/** What the client announces counts; chunks are counted where all of them were read. */
function bytesTest(ranges: readonly Range[]): Test {
  const test = within(ranges);
  return ({ headers, body, bodyExtent }) => {
    const announced = headers['content-length'];
    if (typeof announced === 'string') return test(Number(announced));
    return bodyExtent === 'whole' ? test(body?.length ?? 0) : 'unknown';
  };
}

function connectionTests(when: When): ConnectionTest[] {
  const { tls, sni, alpn, address, connection } = when;
  const tests: ConnectionTest[] = [];
  if (tls !== undefined) tests.push((facts) => facts.tls === tls);
  if (address !== undefined) {
    const test = anyOf(address);
    tests.push((facts) => test(facts.address));
  }
  if (sni !== undefined) {
    const test = anyOf(sni);
    tests.push((facts) => test(facts.sni));
  }
  if (alpn !== undefined) {
    const test = anyOf(alpn);
    tests.push((facts) => facts.alpn.some(test));
  }
  if (connection !== undefined) {
    const test = within(connection);
    tests.push((facts) => test(facts.connection));
  }
  return tests;
}

function requestTests(when: When): Test[] {
  const tests = textTests(when);
  const { stream, attempt, model, prompt, idle, bytes, underWay } = when;
  if (model !== undefined) tests.push(modelTest(model));
  if (prompt !== undefined) tests.push(promptTest(prompt));
  if (stream !== undefined)
    tests.push((facts) => (isHidden(facts, 'stream') ? 'unknown' : facts.stream === stream));
  if (attempt !== undefined) {
    const test = within(attempt);
    tests.push(({ call }) => test(call.attempt));
  }
  if (bytes !== undefined) tests.push(bytesTest(bytes));
  if (underWay !== undefined) {
    const test = within(underWay);
    tests.push((facts) => test(facts.underWay));
  }
  if (idle !== undefined) {
    const test = within(idle);
    tests.push(({ idleMs }) => idleMs !== null && test(idleMs));
  }
  for (const [name, globs] of Object.entries(when.header ?? {})) tests.push(headerTest(name, globs));
  for (const [name, globs] of Object.entries(when.query ?? {})) tests.push(queryTest(name, globs));
  for (const [pointer, values] of Object.entries(when.body ?? {})) tests.push(bodyTest(pointer, values));
  for (const test of connectionTests(when)) tests.push(({ connection }) => test(connection));
  return tests;
}

const asksBody = ({ model, prompt, stream, body, bytes }: When): boolean =>
  [model, prompt, stream, body, bytes].some((asked) => asked !== undefined);

function unknownTo(tests: readonly Test[], facts: RequestFacts): string | null {
  if (facts.unseen === null) return null;
  const found = tests.map((test) => test(facts));
  return found.includes('unknown') && !found.includes(false) ? facts.unseen.says : null;
}

const knownRoute: Test = ({ route }) => route !== null;

/** `keyHeaders`: fields in which the platform asks for a key. `always`: what is met without `when`. */
export function requestMatcher(
  when: When,
  keyHeaders: readonly string[] = [],
  always: Always = 'every known route',
): Matcher<RequestFacts> {
  const isEmpty = Object.keys(when).length === 0 && always === 'every known route';
  const tests = isEmpty ? [knownRoute] : requestTests(when);
  return {
    matches: (facts) => tests.every((test) => test(facts) === true),
    unknown: asksBody(when) ? (facts) => unknownTo(tests, facts) : () => null,
    says: describeWhen(when, always, keyHeaders),
  };
}

export function connectionMatcher(when: When): Matcher<ConnectionFacts> {
  const tests = connectionTests(when);
  return {
    matches: (facts) => tests.every((test) => test(facts)),
    unknown: () => null,
    says: describeWhen(when, 'every connection'),
  };
}
