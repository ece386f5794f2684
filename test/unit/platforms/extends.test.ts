import { expect, test } from 'vitest';
import { parsePlatform } from '../../../src/platforms/load.ts';

const head = 'extends: token-factory\nname: ours\n';

function ours(text: string) {
  const platform = parsePlatform(head + text, 'ours.yaml');
  const error = (name: string) => platform.errors.find((entry) => entry.name === name);
  return { platform, error };
}

test('what is not said is inherited', () => {
  const { platform } = ours('title: Ours\n');
  const theirs = parsePlatform('extends: token-factory\nname: theirs\n', 'theirs.yaml');
  expect(platform).toEqual({ ...theirs, name: 'ours', title: 'Ours' });
  expect(platform.errors.length).toBeGreaterThan(20);
});

test('a name is never inherited', () => {
  expect(() => parsePlatform('extends: token-factory\n', 'ours.yaml')).toThrow(/missing "name"/);
});

test('a field that is changed is no longer documented, the others still are', () => {
  const { error } = ours('errors: { rate-limited: { code: slow_down } }\n');
  expect(error('rate-limited')).toMatchObject({ status: 429, code: 'slow_down', retryAfterMs: 5_000 });
  expect(error('rate-limited')?.documented).toEqual({
    status: 'errors',
    retryAfterMs: 'errors',
    scope: 'authentication',
    advice: 'errors',
  });
});

test('a changed field can be documented by a source of its own', () => {
  const { error } = ours(
    'sources: { wiki: our wiki }\nerrors: { conflict: { code: clash, documented: { code: wiki } } }\n',
  );
  expect(error('conflict')?.documented).toEqual({ status: 'errors', advice: 'errors', code: 'wiki' });
});

test('null removes an entry, or gives a field its default back', () => {
  const { error } = ours('errors: { quota-exceeded: null, request-timeout: { retryAfter: null } }\n');
  expect(error('quota-exceeded')).toBeUndefined();
  expect(error('request-timeout')?.retryAfterMs).toBeNull();
});

test('an envelope is replaced as a whole', () => {
  const { platform } = ours('surfaces: { public: { envelope: { oops: $message } } }\n');
  expect(platform.surfaces[0]?.envelope).toEqual({ oops: '$message' });
  expect(platform.surfaces[0]?.documented).toEqual({ prefixes: 'errors' });
});

test('a new error joins the catalogue', () => {
  const { error } = ours('errors: { teapot: { status: 418, message: short and stout, advice: never } }\n');
  expect(error('teapot')).toMatchObject({ status: 418, default: true, documented: {} });
});

test('a mistake in what is added is located in the file that adds it', () => {
  const broken = 'errors:\n  teapot: { status: 418, message: hot, advice: drink }\n';
  expect(() => parsePlatform(head + broken, 'ours.yaml')).toThrow(/^ours\.yaml:4:48: /);
});
