import { expect, test } from 'vitest';
import { drilledHosted, workshop } from '../helpers/drill.ts';
import { needs } from '../helpers/system.ts';
import { httpUpstream } from '../helpers/upstreams.ts';

const { write } = workshop();
const expired = write(
  'expired.yaml',
  'scenario: Expired\nseed: 1\nrules: [{ faults: [{ tls-certificate: expired }] }]\n',
);

const status = (url: string) =>
  `curl -sS -o /dev/null -w '%{http_code}' "${url}/models" -H "authorization: Bearer $OPENAI_API_KEY"`;

needs('curl')('curl trusts the gateway by the environment alone', async () => {
  const { err } = await drilledHosted(['healthy'], ['sh', '-c', status('$BADGATEWAY_TLS_URL/v1')]);
  expect(err).toMatch(/^200/);
});

test('so does Node, and the base URL of a scenario about TLS is that of TLS', async () => {
  const script = `
    for (const base of [process.env.OPENAI_BASE_URL, process.env.BADGATEWAY_TLS_URL + '/v1'])
      console.log(await fetch(base + '/models').then(({ status }) => status, ({ cause }) => cause.code));
  `;
  const words = [process.execPath, '--input-type=module', '-e', script];
  const well = await drilledHosted(['healthy'], words);
  expect(well.err).toMatch(/^401\n401\n/);
  const bad = await drilledHosted([expired], words);
  expect(bad.err).toMatch(/^CERT_HAS_EXPIRED\nCERT_HAS_EXPIRED\n/);
});

needs('requests')('and requests of Python', async () => {
  const script = [
    'import os, requests',
    "print(requests.get(os.environ['BADGATEWAY_TLS_URL'] + '/v1/models').status_code)",
  ].join('\n');
  const { err } = await drilledHosted(['healthy'], ['/usr/bin/python3', '-c', script]);
  expect(err).toMatch(/^401\n/);
});

needs('curl')('the root of the corporate proxy is trusted on request', async () => {
  const words = ['sh', '-c', status('$OPENAI_BASE_URL')];
  const without = await drilledHosted(['corporate-proxy'], words);
  expect(without.err).toMatch(/curl: \(60\)/);
  const withIt = await drilledHosted(['corporate-proxy', '--trust', 'corporate'], words);
  expect(withIt.err).toMatch(/^200/);
});

test('in front of a real upstream the key that is set is the one that arrives there', async () => {
  const keys: (string | undefined)[] = [];
  const upstream = await httpUpstream((req, res) => {
    keys.push(req.headers.authorization);
    res.end('{}');
  });
  const url = new URL('/v1', upstream.url).href;
  const script = `
    const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
    const answer = await fetch(base + '/models', { headers: { authorization: 'Bearer ' + key } });
    await answer.text();
  `;
  const words = [process.execPath, '--input-type=module', '-e', script];
  const mine = { OPENAI_API_KEY: 'sk-mine-0123456789' };
  await drilledHosted(['healthy', '--upstream', url], words, mine);
  expect(keys).toEqual(['Bearer sk-mine-0123456789']);
  await upstream.close();
});

test('the marks of a text that is cut and of one that is whole', async () => {
  const cut = write(
    'cut.yaml',
    'scenario: Cut\nseed: 1\nrules: [{ faults: [{ stream-cut: { frames: 5, how: clean } }] }]\n',
  );
  const script = `
    const messages = [{ role: 'user', content: 'hi' }];
    const answer = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + process.env.OPENAI_API_KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'Omniva/Kimi-K2.6', stream: true, messages }),
    });
    for (const [, data] of (await answer.text()).matchAll(/^data: (\\{.*)$/gm))
      console.log(JSON.parse(data).choices[0].delta.content ?? '');
  `;
  const words = [process.execPath, '--input-type=module', '-e', script];
  const { told } = await drilledHosted([cut, 'healthy', '--only', 'exit'], words);
  expect(told.scenarios.map(({ command }) => command.output)).toEqual(['beginning', 'end']);
});

test('a client that hangs up at its time limit has left; the gateway did not end it', async () => {
  const hangs = write(
    'hangs.yaml',
    'scenario: Hangs\nseed: 1\nrules: [{ faults: [hang: { at: before-head, for: 1m }] }]\n',
  );
  const script = `await fetch(process.env.OPENAI_BASE_URL + '/models');`;
  const words = [process.execPath, '--input-type=module', '-e', script];
  const { code, told } = await drilledHosted([hangs, '--time-limit', '3s'], words);
  expect(code).toBe(3);
  expect(told.scenarios[0]?.calls[0]?.attempts).toMatchObject([{ ending: 'client-left' }]);
});

needs('curl')('a proxy of the environment is not asked for the gateway', async () => {
  const asked: string[] = [];
  const proxy = await httpUpstream((req, res) => {
    asked.push(req.url ?? '');
    res.end();
  });
  const words = ['sh', '-c', status('$OPENAI_BASE_URL')];
  const { err } = await drilledHosted(['healthy'], words, { http_proxy: proxy.url, HTTP_PROXY: proxy.url });
  await proxy.close();
  expect(err).toMatch(/^200/);
  expect(asked).toEqual([]);
});
