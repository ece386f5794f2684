import { expect, test } from 'vitest';
import { FileMistakes } from '../../../src/config/mistakes.ts';
import { parsePlatform } from '../../../src/platforms/load.ts';

/** The smallest file that is a whole platform, but for what each case below breaks in it. */
const sound = `
name: mine
title: Mine
summary: a gateway of our own
baseUrl: https://gateway.example/v1
sources: { handbook: our handbook }
settings:
  strict: { summary: how strict, values: [yes-please, no], default: no, documented: { values: handbook } }
headers:
  error: { X-Kind: $category }
  success: { X-Strict: $setting:strict }
models:
  small: { owner: us, documented: { id: handbook } }
surfaces:
  public: { title: Public, prefixes: [/v1], envelope: { error: { message: $message } } }
  admin: { title: Admin, prefixes: [/admin], envelope: $message }
routes:
  chat: { methods: [POST], path: /v1/chat, stub: chat, parameters: { n: { type: integer, min: 1, max: 4 } } }
  keys: { surface: admin, methods: [GET], path: '/admin/keys/{id}', stub: keys }
errors:
  bad-request: { status: 400, message: 'bad {param}', advice: fix, documented: { status: handbook } }
  unauthorized: { status: 401, default: true, message: who are you, advice: fix }
  key-revoked: { status: 401, message: no longer, advice: fix }
  limited: { status: 429, surfaces: [public], message: slow down, retryAfter: 2s, advice: retry-after }
  down: { status: 503, message: down, headers: { X-Code: $code }, advice: retry }
refusals:
  missing-credential: unauthorized
  malformed-credential: unauthorized
  unknown-key: unauthorized
  revoked-key: { setting: strict, entries: { yes-please: key-revoked, no: unauthorized } }
  malformed-json: bad-request
  missing-parameter: bad-request
  invalid-value: bad-request
  unknown-endpoint: bad-request
  unknown-model: bad-request
  unknown-key-id: bad-request
  method-not-allowed: bad-request
  body-too-large: bad-request
  rotation-pending: bad-request
  upstream-unreachable: down
  upstream-timeout: down
  upstream-failed: down
backoff: { first: 1s, factor: 2, jitter: 0.5, cap: 30s, documented: { first: handbook } }
`.trimStart();

interface Case {
  readonly says: string;
  readonly replace: string;
  readonly by: string;
  /** The place, spelled as the text that must stand there. */
  readonly at: string;
  readonly message: RegExp;
}

const cases: readonly Case[] = [
  // Form of single values
  {
    says: 'a misspelled key',
    replace: 'summary: a',
    by: 'sumary: a',
    at: 'sumary',
    message: /did you mean "summary"/,
  },
  {
    says: 'a misspelled field',
    replace: 'retryAfter: 2s',
    by: 'retryafter: 2s',
    at: 'retryafter',
    message: /"retryAfter"/,
  },
  {
    says: 'a missing section',
    replace: 'models:\n  small: { owner: us, documented: { id: handbook } }\n',
    by: '',
    at: 'name: mine',
    message: /models/,
  },
  {
    says: 'a missing field of an error',
    replace: ', advice: retry }',
    by: ' }',
    at: '{ status: 503',
    message: /advice/,
  },
  {
    says: 'a duration without a unit',
    replace: 'retryAfter: 2s',
    by: 'retryAfter: 2',
    at: '2, advice',
    message: /with its unit, such as/,
  },
  {
    says: 'a status that is no error',
    replace: 'status: 503',
    by: 'status: 200',
    at: '200',
    message: /at least 400/,
  },
  {
    says: 'a name that is not kebab-case',
    replace: 'limited:',
    by: 'Rate_Limited:',
    at: 'Rate_Limited',
    message: /kebab-case/,
  },
  {
    says: 'a header name with a space',
    replace: 'X-Kind:',
    by: "'X Kind':",
    at: "'X Kind'",
    message: /header name such as X-/,
  },
  {
    says: 'a header value with a line break',
    replace: '$category',
    by: '"a\\nb"',
    at: '"a\\nb"',
    message: /printable ASCII/,
  },
  {
    says: 'a path with a query',
    replace: '/v1/chat,',
    by: "'/v1/chat?x=1',",
    at: "'/v1/chat?x=1'",
    message: /without a query/,
  },
  {
    says: 'a path that does not begin with a slash',
    replace: '/v1/chat,',
    by: 'v1/chat,',
    at: 'v1/chat',
    message: /such as \/v1\/models/,
  },
  { says: 'an unknown method', replace: '[GET]', by: '[GETT]', at: 'GETT', message: /"GET"/ },
  { says: 'an unknown stub', replace: 'stub: chat', by: 'stub: chatt', at: 'chatt', message: /chat/ },
  {
    says: 'an unknown advice',
    replace: 'advice: retry-after',
    by: 'advice: retry-afer',
    at: 'retry-afer',
    message: /retry-after/,
  },
  {
    says: 'an unknown refusal',
    replace: '  unknown-key:',
    by: '  unknown-kee:',
    at: 'unknown-kee',
    message: /unknown-key/,
  },
  { says: 'a jitter above 1', replace: 'jitter: 0.5', by: 'jitter: 50', at: '50', message: /1/ },
  {
    says: 'a base URL without a scheme',
    replace: 'https://gateway.example/v1',
    by: 'gateway.example',
    at: 'gateway.example',
    message: /https:\/\/host\/v1/,
  },
  {
    says: 'two errors of one name',
    replace: '  limited:',
    by: '  down:',
    at: 'down: { status: 503',
    message: /duplicate key "down"/,
  },
  {
    says: 'a raw body without its type',
    replace: 'message: down,',
    by: 'message: down, raw: { body: down },',
    at: '{ body: down }',
    message: /missing "contentType"/,
  },
  // Between the parts
  {
    says: 'a source that is not listed',
    replace: 'id: handbook',
    by: 'id: handbok',
    at: 'handbok',
    message: /unknown source "handbok"; did you mean "handbook"/,
  },
  {
    says: 'a documented field that does not exist',
    replace: '{ status: handbook }',
    by: '{ statsu: handbook }',
    at: 'handbook }',
    message: /unknown field "statsu"; did you mean "status"/,
  },
  {
    says: 'a default that is no value',
    replace: 'default: no,',
    by: 'default: nope,',
    at: 'nope',
    message: /unknown value "nope"/,
  },
  {
    says: 'a sentence that is judged by nothing known',
    replace: 'sources: { handbook',
    by: 'contract: { wait: { says: wait, expectation: back-off } }\nsources: { handbook',
    at: 'back-off',
    message: /unknown expectation "back-off"; did you mean "backs-off"/,
  },
  {
    says: 'a sentence of an unknown document',
    replace: 'sources: { handbook',
    by:
      'contract: { wait: { says: wait, expectation: backs-off, documented: handbok } }\n' +
      'sources: { handbook',
    at: 'handbok',
    message: /did you mean "handbook"/,
  },
  {
    says: 'a sentence that nothing judges, without a reason',
    replace: 'sources: { handbook',
    by: 'contract: { wait: { says: wait } }\nsources: { handbook',
    at: '{ says: wait }',
    message: /either "expectation", which judges it, or "notJudged", a reason/,
  },
  {
    says: 'a header of an unknown setting',
    replace: '$setting:strict',
    by: '$setting:strct',
    at: '$setting:strct',
    message: /did you mean "strict"/,
  },
  {
    says: 'fields of limits that hang on an unknown setting',
    replace: '  success: { X-Strict: $setting:strict }',
    by: '  tellsLimits: $setting:strct',
    at: '$setting:strct',
    message: /did you mean "strict"/,
  },
  {
    says: 'fields of limits that hang on a setting that is no switch',
    replace: '  success: { X-Strict: $setting:strict }',
    by: '  tellsLimits: $setting:strict',
    at: 'yes-please',
    message: /unknown value of a switch "yes-please"; .*on, off/,
  },
  {
    says: 'a header that a success cannot fill',
    replace: '$setting:strict',
    by: '$code',
    at: '$code',
    message: /unknown fill-in "\$code"; .*\$setting:NAME/,
  },
  {
    says: 'a header that would repeat the request',
    replace: 'X-Code: $code',
    by: 'X-Code: $param',
    at: '$param',
    message: /unknown fill-in "\$param"/,
  },
  {
    says: 'an envelope with an unknown fill-in',
    replace: 'message: $message',
    by: 'message: $mesage',
    at: '$mesage',
    message: /did you mean "\$message"/,
  },
  {
    says: 'a message with an unknown placeholder',
    replace: 'bad {param}',
    by: 'bad {parm}',
    at: "'bad {parm}'",
    message: /did you mean "param"/,
  },
  {
    says: 'a prefix of two surfaces',
    replace: '[/admin]',
    by: '[/admin, /v1]',
    at: '/v1]',
    message: /already belongs to surface public/,
  },
  {
    says: 'a route on an unknown surface',
    replace: 'surface: admin',
    by: 'surface: admn',
    at: 'admn',
    message: /did you mean "admin"/,
  },
  {
    says: 'an endpoint of two routes',
    replace: "[GET], path: '/admin/keys/{id}'",
    by: '[POST], path: /v1/chat',
    at: '/v1/chat, stub: keys',
    message: /already route chat/,
  },
  {
    says: 'bounds that leave no room',
    replace: 'min: 1',
    by: 'min: 9',
    at: '9',
    message: /min 9 is above max 4/,
  },
  {
    says: 'an error on an unknown surface',
    replace: '[public]',
    by: '[publik]',
    at: 'publik',
    message: /did you mean "public"/,
  },
  {
    says: 'two defaults of a status',
    replace: 'key-revoked: { status: 401,',
    by: 'key-revoked: { status: 401, default: true,',
    at: 'true, message: no longer',
    message: /unauthorized is already the default of 401/,
  },
  {
    says: 'an error called ok',
    replace: '  limited:',
    by: '  ok:',
    at: '{ status: 429',
    message: /"ok" means no fault/,
  },
  {
    says: 'a refusal by an unknown error',
    replace: 'malformed-json: bad-request',
    by: 'malformed-json: bad-reqest',
    at: 'bad-reqest',
    message: /did you mean "bad-request"/,
  },
  {
    says: 'a refusal by an error that is not everywhere',
    replace: 'malformed-json: bad-request',
    by: 'malformed-json: limited',
    at: 'limited\n',
    message: /not on surface admin/,
  },
  {
    says: 'a refusal by an unknown setting',
    replace: 'setting: strict',
    by: 'setting: lax',
    at: 'lax',
    message: /unknown setting "lax"; allowed: strict/,
  },
  {
    says: 'a setting whose value has no error',
    replace: ', no: unauthorized',
    by: '',
    at: '{ yes-please',
    message: /no error for strict: no/,
  },
  {
    says: 'an error for a value that a setting lacks',
    replace: 'no: unauthorized',
    by: 'no: unauthorized, never: down',
    at: 'down }',
    message: /unknown value of strict "never"/,
  },
  {
    says: 'a base that is not shipped',
    replace: 'name: mine',
    by: 'name: mine\nextends: opena',
    at: 'opena',
    message: /did you mean "openai"/,
  },
];

function mistakesOf(text: string): FileMistakes['mistakes'] {
  try {
    parsePlatform(text, 'mine.yaml');
  } catch (error) {
    if (error instanceof FileMistakes) return error.mistakes;
    throw error;
  }
  return [];
}

test('the file that the cases break is sound', () => {
  expect(mistakesOf(sound)).toEqual([]);
});

test.each(cases)('$says is refused, with place and remedy', ({ replace, by, at, message }) => {
  const text = sound.replace(replace, () => by);
  expect(text).not.toBe(sound);
  const found = mistakesOf(text).map((mistake) => ({
    message: mistake.message,
    at: text
      .split('\n')
      .slice(mistake.line - 1)
      .join('\n')
      .slice(mistake.column - 1, mistake.column - 1 + at.length),
  }));
  expect(found).toContainEqual({ message: expect.stringMatching(message), at });
});

test('all mistakes between the parts are told at once, in the order of the file', () => {
  const text = sound
    .replace('id: handbook', 'id: nowhere')
    .replace('[public]', '[nowhere]')
    .replace('failed: down', 'failed: up');
  expect(mistakesOf(text).map(({ line, column }) => [line, column])).toHaveLength(3);
});
