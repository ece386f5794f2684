import { expect, test } from 'vitest';
import { parseTarget, splitUpstream } from '../../../src/request/target.ts';

test.each([
  ['/~primary/v1/models?x=1', 'primary', '/v1/models', '?x=1'],
  ['/@lab.one/~eu-west/v1/models', 'eu-west', '/v1/models', ''],
  ['http://here/~primary/v1/models', 'primary', '/v1/models', ''],
  ['/~primary', 'primary', '/', ''],
  ['/~primary?x=1', 'primary', '/', '?x=1'],
  ['/~', '', '/', ''],
  ['/~Odd%20name/v1', 'Odd%20name', '/v1', ''],
  ['/v1/~primary/models', null, '/v1/~primary/models', ''],
  ['/v1/models', null, '/v1/models', ''],
])('%s asks upstream %j', (requestTarget, upstream, path, query) => {
  expect(splitUpstream(parseTarget(requestTarget))).toMatchObject({ upstream, target: { path, query } });
});
