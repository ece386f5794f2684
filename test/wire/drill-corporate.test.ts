import { expect, test } from 'vitest';
import { drilledHosted, workshop } from '../helpers/drill.ts';
import { needs, systemPython } from '../helpers/system.ts';

const { write } = workshop();
const patience = 60_000;

const key = '-H "authorization: Bearer $OPENAI_API_KEY"';
/** Each sends two requests, each on a connection of its own, and goes on where one of them fails. */
const curl = (flags: string) =>
  `for i in 1 2; do curl -s ${flags} ${key} -o /dev/null "$OPENAI_BASE_URL/models"; done`;
const byFetch = write(
  'fetch.mjs',
  `const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
   const headers = { connection: 'close', authorization: 'Bearer ' + OPENAI_API_KEY };
   for (const time of [1, 2])
     await fetch(OPENAI_BASE_URL + '/models', { headers })
       .then((answer) => answer.text(), () => {});`,
);
const byHttps = write(
  'https.mjs',
  `import { readFileSync } from 'node:fs';
   import https from 'node:https';
   const { OPENAI_BASE_URL, OPENAI_API_KEY, BADGATEWAY_CORPORATE_CA: file } = process.env;
   const headers = { authorization: 'Bearer ' + OPENAI_API_KEY };
   const options = {
     on: {},
     off: { rejectUnauthorized: false },
     replaced: { ca: file && readFileSync(file) },
   }[process.argv[2]];
   for (const time of [1, 2])
     await new Promise((resolve) => {
       https.get(OPENAI_BASE_URL + '/models', { agent: false, headers, ...options }, (answer) => {
         answer.resume().on('end', resolve);
       }).on('error', resolve);
     });`,
);
const byRequests = write(
  'by_requests.py',
  `import os, sys, requests
verify = {'on': True, 'off': False, 'replaced': os.environ.get('BADGATEWAY_CORPORATE_CA')}[sys.argv[1]]
url = os.environ['OPENAI_BASE_URL'] + '/models'
headers = {'authorization': 'Bearer ' + os.environ['OPENAI_API_KEY']}
for time in (1, 2):
    try:
        requests.get(url, headers=headers, verify=verify, timeout=30)
    except requests.RequestException:
        pass
`,
);
const byUrllib = write(
  'by_urllib.py',
  `import os, ssl, sys, urllib.request
how = sys.argv[1]
context = ssl._create_unverified_context() if how == 'off' else ssl.create_default_context(
    cafile=os.environ.get('BADGATEWAY_CORPORATE_CA') if how == 'replaced' else None)
headers = {'authorization': 'Bearer ' + os.environ['OPENAI_API_KEY']}
asked = urllib.request.Request(os.environ['OPENAI_BASE_URL'] + '/models', headers=headers)
for time in (1, 2):
    try:
        urllib.request.urlopen(asked, timeout=30, context=context).read()
    except OSError:
        pass
`,
);

const node = JSON.stringify(process.execPath);
const programs = {
  right: [curl(''), `${node} ${byFetch}`],
  off: [curl('-k'), `NODE_TLS_REJECT_UNAUTHORIZED=0 ${node} ${byFetch}`],
  replaced: [curl('--cacert "$BADGATEWAY_CORPORATE_CA"')],
};

function commandOf(fix: keyof typeof programs): string[] {
  const word = fix === 'right' ? 'on' : fix;
  const others = [`${node} ${byHttps}`, `${systemPython} ${byRequests}`, `${systemPython} ${byUrllib}`];
  const lines = [...programs[fix], ...others.map((program) => `${program} ${word}`)];
  return ['sh', '-c', [...lines, 'true'].join('\n')];
}

/** One drill asks all clients, since each finding says whose it is. */
async function verdictOn(scenario: string, fix: keyof typeof programs) {
  const { code, told } = await drilledHosted([scenario, '--trust', 'corporate'], commandOf(fix));
  const verdict = told.scenarios[0]?.verdicts.find(({ expectation }) => expectation === 'verifies-tls');
  return { code, verdict };
}

const run = needs('curl', 'requests');

run.each(['corporate-proxy', 'corporate-root-appended'])(
  '%s: the right fix of each client passes',
  async (scenario) => {
    const { code, verdict } = await verdictOn(scenario, 'right');
    expect(verdict?.findings).toEqual([]);
    expect([verdict?.outcome, code]).toEqual(['pass', 0]);
    expect(verdict?.because).toContain('with the root of the corporate proxy it trusted');
  },
  patience,
);

run(
  'a client that switched verification off gets through without the root as well, and is caught',
  async () => {
    const { code, verdict } = await verdictOn('corporate-proxy', 'off');
    expect(verdict?.findings.map(({ problem }) => problem)).toEqual(
      Array.from({ length: 5 }, () => 'verification-off'),
    );
    expect(code).toBe(1);
  },
  patience,
);

run(
  'a client that put the root in the place of the public ones is shut out of what the public ones vouch for',
  async () => {
    const { code, verdict } = await verdictOn('corporate-root-appended', 'replaced');
    expect(verdict?.findings).toMatchObject([{ problem: 'replaced-the-roots', count: 4 }]);
    expect(code).toBe(1);
  },
  patience,
);

test('a scenario that shows no corporate proxy runs its command once', async () => {
  const { told, err } = await drilledHosted(['healthy', '--trust', 'corporate'], ['sh', '-c', 'echo ran']);
  expect(err.match(/^ran$/gm)).toHaveLength(1);
  expect(told.scenarios).toHaveLength(1);
});
