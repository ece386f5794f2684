import { describe, expect } from 'vitest';
import { type CurlReply, type CurlRequest, curlAll, fieldOf } from '../helpers/clients/curl.ts';
import { gatewayOf } from '../helpers/clients/gateways.ts';
import { chatBody } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';

// What the two documents state, written out. Nothing here is read from the platform files.

const withCurl = needs('curl');
/** A path of each surface; the documents give those of the first alone. */
const paths = {
  public: '/v1/chat/completions',
  'key-management': '/api/keys',
  playground: '/api/playground/chat/completions',
  'quota-and-status': '/api/quota',
} as const;

type Surface = keyof typeof paths;

function request(url: string, path: string, ask: string): CurlRequest {
  const isRead = ['/v1/models', '/api/quota', '/api/status'].includes(path);
  const headers = { Authorization: 'Bearer sk-test-0123456789abcdef', 'X-Ask': ask };
  if (isRead) return { url: url + path, headers };
  return {
    url: url + path,
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: chatBody(),
  };
}

/** Asks for each error of the list at a path, each by a rule of its own. */
async function meet(platform: string, errors: readonly object[], path: string): Promise<CurlReply[]> {
  const rules = errors.map((error, index) => ({
    when: { header: { 'x-ask': `ask-${index}` }, path },
    faults: [{ error }],
  }));
  const { url } = await gatewayOf({ platform, rules }, { labels: 'hidden' });
  return curlAll(errors.map((_, index) => request(url, path, `ask-${index}`)));
}

function shapeOf(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner)]);
}

describe('token-factory', () => {
  const statuses = [400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503];

  withCurl.for(Object.entries(paths))('has every status of its table on %s', async ([, path]) => {
    const replies = await meet(
      'token-factory',
      statuses.map((status) => ({ status })),
      path,
    );
    expect(replies.map(({ status }) => status)).toEqual(statuses);
    expect(new Set(replies.map((reply) => fieldOf(reply, 'content-type')))).toEqual(
      new Set(['application/json']),
    );
    // 408 may carry it, and 429 must: whole seconds.
    const waits = replies.map((reply) => fieldOf(reply, 'retry-after'));
    expect(waits[statuses.indexOf(429)]).toMatch(/^[1-9]\d*$/);
    expect(
      waits.filter((wait, index) => wait !== undefined && ![408, 429].includes(statuses[index] ?? 0)),
    ).toEqual([]);
  });

  /** Field names in their order, and types; of the last one no more than `gateway-shaped` is said. */
  const envelopes: readonly (readonly [Surface, RegExp])[] = [
    ['public', /^\{"error":\{"type":"[^"]+","code":"[^"]+","message":"[^"]+","param":(null|"[^"]+")\}\}$/],
    ['key-management', /^\{"code":"[^"]+","error":"[^"]+"[^}]*\}$/],
    ['playground', /^\{"code":"[^"]+","message":"[^"]+","details":(null|\{.*\})\}$/],
  ];

  withCurl.for(envelopes)('answers all of them in the envelope of %s', async ([surface, form]) => {
    const replies = await meet(
      'token-factory',
      statuses.map((status) => ({ status })),
      paths[surface],
    );
    for (const { status, body } of replies) expect.soft(body.toString(), `${status}`).toMatch(form);
  });

  withCurl('classifies upstream errors in the details of the playground', async () => {
    const replies = await meet('token-factory', [{ status: 502 }, { status: 503 }], paths.playground);
    for (const { body } of replies)
      expect(shapeOf(JSON.parse(body.toString()))).toEqual([
        ['code', 'string'],
        ['message', 'string'],
        ['details', [['class', 'string']]],
      ]);
  });

  const codes = [
    [400, 'invalid_payload'],
    [401, 'unauthorized'],
    [401, 'invalid_api_key'],
    [404, 'model_not_found'],
    [429, 'rate_limited'],
    [500, 'internal_error'],
    [503, 'upstream_unavailable'],
  ] as const;

  withCurl.for(['/v1/chat/completions', '/v1/embeddings', '/v1/models', '/v1/images/generations'])(
    'speaks its documented codes at %s',
    async (path) => {
      const replies = await meet(
        'token-factory',
        codes.map(([, code]) => ({ code })),
        path,
      );
      const met = replies.map(({ status, body }) => [status, JSON.parse(body.toString()).error.code]);
      expect(met).toEqual(codes);
    },
  );

  withCurl('has the 503 of the proxy in front of it: 19 bytes of text/plain by envoy', async () => {
    const [reply] = await meet('token-factory', [{ entry: 'no-healthy-upstream-raw' }], paths.public);
    expect(reply?.statusLine).toBe('HTTP/1.1 503 Service Unavailable');
    expect(reply?.body).toEqual(Buffer.from('no healthy upstream'));
    expect(reply?.body).toHaveLength(19);
    expect(reply?.headers.slice(0, 3)).toEqual([
      ['Content-Type', 'text/plain'],
      ['Content-Length', '19'],
      ['server', 'envoy'],
    ]);
    expect(reply && fieldOf(reply, 'retry-after')).toBeUndefined();
  });
});

const category = 'X-Gateway-Error-Category';

describe('deeptoken', () => {
  /** Of the category of each code nothing is said but that it is one of four. */
  const documented = {
    deeptoken: {
      codes: [
        [401, 'invalid_api_key'],
        [403, 'model_not_allowed'],
        [403, 'ip_not_allowed'],
        [402, 'org_wallet_empty'],
        [403, 'budget_limit_exceeded'],
        [503, 'no_available_channel'],
      ],
      categories: ['platform_error', 'upstream_error', 'quota_error', 'user_error'],
    },
    'deeptoken-en': {
      codes: [
        [401, 'invalid_api_key'],
        [403, 'model_not_allowed'],
        [403, 'ip_not_allowed'],
        [402, 'wallet_empty'],
        [429, 'budget_exceeded'],
        [503, 'no_available_channel'],
        [504, 'upstream_timeout'],
      ],
      categories: ['platform', 'upstream', 'quota', 'user'],
    },
  } as const;

  withCurl.for(Object.entries(documented))('%s speaks its codes, and no param', async ([name, facts]) => {
    const replies = await meet(
      name,
      facts.codes.map(([, code]) => ({ code })),
      paths.public,
    );
    const bodies = replies.map(({ body }) => JSON.parse(body.toString()));
    expect(replies.map(({ status }, index) => [status, bodies[index].error.code])).toEqual(facts.codes);
    for (const [index, reply] of replies.entries()) {
      const fields = [
        ['message', 'string'],
        ['type', 'string'],
        ['code', 'string'],
      ];
      expect(shapeOf(bodies[index])).toEqual([['error', fields]]);
      expect(reply.headers.map(([field]) => field)).toContain(category);
      expect(facts.categories).toContain(fieldOf(reply, category));
      expect(bodies[index].error.type).toBe(fieldOf(reply, category));
    }
  });

  withCurl('the six codes of the one version have none of the names of the other', async () => {
    for (const [platform, code] of [
      ['deeptoken', 'wallet_empty'],
      ['deeptoken', 'budget_exceeded'],
      ['deeptoken-en', 'org_wallet_empty'],
      ['deeptoken-en', 'budget_limit_exceeded'],
    ] as const)
      await expect(meet(platform, [{ code }], paths.public), `${platform} ${code}`).rejects.toThrow(code);
  });
});

describe('openai', () => {
  const documented = [
    [401, 'invalid_request_error', 'invalid_api_key'],
    [404, 'invalid_request_error', 'model_not_found'],
    [429, 'tokens', 'rate_limit_exceeded'],
    [429, 'insufficient_quota', 'insufficient_quota'],
  ] as const;

  withCurl('speaks the bodies that people have quoted', async () => {
    const replies = await meet(
      'openai',
      documented.map(([, , code]) => ({ code })),
      paths.public,
    );
    for (const [index, [status, type, code]] of documented.entries()) {
      expect(replies[index]?.status).toBe(status);
      expect(replies[index]?.body.toString()).toMatch(
        new RegExp(`^\\{"error":\\{"message":"[^"]+","type":"${type}","param":null,"code":"${code}"\\}\\}$`),
      );
    }
  });
});
