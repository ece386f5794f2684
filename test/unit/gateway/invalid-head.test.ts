import { expect, test } from 'vitest';
import type { AnswerSource } from '../../../src/gateway/answer-source.ts';
import { invalidTarget } from '../../../src/gateway/invalid-head.ts';

const at = (path: string, dotSegments: 'relayed' | 'refused') => {
  const source = { kind: 'upstream', upstream: { dotSegments } } as AnswerSource;
  return invalidTarget({ target: { scenario: null, label: '', path, query: '' }, upstream: null, source });
};

test.each(['/..', '/.', '/v1/..', '/v1/../x', '/v1/%2E./x', '/v1\\..\\x', '/v1/..%2Fx', '/v1/%2e%2e%5cx'])(
  '%s is refused where there is a base path or a key of ours',
  (path) => {
    expect(at(path, 'refused')).toContain('dot segments');
    expect(at(path, 'relayed')).toBeNull();
  },
);

test.each(['/v1/models', '/v1/gpt-4.1', '/v1/...', '/v1/.hidden', '/v1/a..b', '/v1/..a', '/v1/%2ehidden'])(
  '%s has no dot segment',
  (path) => expect(at(path, 'refused')).toBeNull(),
);
