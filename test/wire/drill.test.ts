import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hosted } from '../helpers/command.ts';
import {
  client,
  drill,
  drilled,
  drilledHosted,
  isGone,
  limitedOnce,
  type Told,
  workshop,
} from '../helpers/drill.ts';
import { briefNode } from '../helpers/system.ts';
import { eventually } from '../helpers/upstreams.ts';

/** They wait for their commands most of the time. */
const together = test.concurrent;

const { folder, write } = workshop();
const limited = write('limited-once.yaml', limitedOnce);
const program = write('client.mjs', client);
const impatient = { WAIT: '50' };
const node = [...briefNode, program] as const;

const verdictOf = ({ scenarios }: Told, name: string) =>
  scenarios[0]?.verdicts.find(({ expectation }) => expectation === name);

together('a client that comes too early is told so, with the time, and fails', async () => {
  const { code, out } = await drill([limited], node, impatient);
  expect(code).toBe(1);
  expect(out).toMatch(/honours-retry-after\s+attempt 2 came \d+ms after a 429/);
  expect(out).toContain('retried-too-early');
});

together('one that waits passes, and what it prints is passed on', async () => {
  const { code, out, err } = await drill([limited, '--only', 'exit'], node);
  expect(code).toBe(0);
  expect(out).toMatch(/^begin-[\da-f]{4} .* end-[\da-f]{4}\n/);
  expect(err).toMatch(/^\[1\/1\] limited-once {2}pass {2}\d+s {2}2 requests\n$/);
});

together(
  'the examples of the package: naive is told of its first early retry, its twin of nothing',
  async () => {
    const [naive, corrected] = await Promise.all(
      ['naive', 'corrected'].map((name) =>
        drill(['rate-limited-then-recovers'], [process.execPath, `examples/${name}.mjs`]),
      ),
    );
    expect(naive?.code).toBe(1);
    expect(naive?.out).toMatch(/attempt 2 came \S+ after a 429 rate-limited that asked for 5s/);
    expect(corrected?.code).toBe(0);
  },
  60_000,
);

together('one that sends nothing proves nothing', async () => {
  const { code, out } = await drill([limited], ['true']);
  expect(code).toBe(4);
  expect(out).toContain('the command sent no request');
});

together.each<readonly [string, readonly string[], readonly string[], RegExp]>([
  ['no scenario', [], ['true'], /no scenario was named; allowed: .*--suite/],
  [
    'no command',
    ['healthy'],
    [],
    /there is no command to run; it comes last, behind two dashes: badgateway drill/,
  ],
  [
    'a command that is none',
    ['healthy'],
    ['no-such-program'],
    /Failed to run "no-such-program": no such program/,
  ],
  ['a scenario that is none', ['heathy'], ['true'], /did you mean "healthy"\?/],
  ['a suite that is none', ['--suite', 'deptoken'], ['true'], /did you mean "deeptoken"\?/],
  [
    'a suite that is empty',
    ['--suite', write('bare.yaml', 'name: bare\nextends: openai\nsuite: []\n')],
    ['true'],
    /platform "\S+bare\.yaml" has no suite; name scenarios/,
  ],
  ['an expectation that is none', ['healthy', '--only', 'recover'], ['true'], /did you mean "recovers"\?/],
  [
    'an expectation that nobody has',
    [limited, '--only', 'falls-back'],
    ['true'],
    /none of the scenarios expects/,
  ],
  [
    'a report in no known form',
    ['healthy', '--report', 'a.docx'],
    ['true'],
    /"a\.docx": allowed endings: .*\.json/,
  ],
  [
    'a report where nothing can be written',
    ['healthy', '--report', '/no/a.json'],
    ['true'],
    /"\/no\/a\.json": ENOENT/,
  ],
  ['a report that is a folder', ['healthy', '--report', `${folder}/sub.json`], ['true'], /it is a folder/],
  [
    'a baseline that is missing',
    ['healthy', '--baseline', '/no/b.json'],
    ['true'],
    /baseline "\/no\/b\.json": ENOENT/,
  ],
  ['a time limit without a unit', ['healthy', '--time-limit', '5'], ['true'], /a duration with its unit/],
  ['no repetition', ['healthy', '--repeat', '0'], ['true'], /a whole number from 1/],
  ['watching nothing', ['--suite', 'deeptoken', '--watch'], ['true'], /no scenario was named/],
])('%s is refused before anything runs', async (_, args, words, says) => {
  mkdirSync(join(folder, 'sub.json'), { recursive: true });
  const { code, out, err } = await hosted(['drill', ...args, '--', ...words]);
  expect(err).toMatch(says);
  expect([code, out]).toEqual([2, '']);
});

together('without the dashes there is no command either', async () => {
  const { code, err } = await drill([limited, process.execPath, program], []);
  expect(code).toBe(2);
  expect(err).toContain('there is no command to run');
});

together('words of the command are left alone, options and dashes among them', async () => {
  const { told, err } = await drilled(['healthy'], ['printf', '<%s>', '--json', '--', '-x', '$HOME']);
  expect(told.command).toEqual(['printf', '<%s>', '--json', '--', '-x', '$HOME']);
  expect(err).toContain('<--json><--><-x><$HOME>');
});

test('a time limit ends a command that hangs, and its children', async () => {
  const script = 'sleep 600 & echo "$! $$"; wait';
  const { code, told, err } = await drilled([limited, '--time-limit', '400ms'], ['sh', '-c', script]);
  expect(code).toBe(3);
  expect(told.scenarios[0]?.command).toMatchObject({ stopped: 'time' });
  const pids = /(\d+) (\d+)/.exec(err)?.slice(1) ?? [];
  expect(pids).toHaveLength(2);
  for (const pid of pids) await eventually(() => isGone(pid));
});

together('a rule of the command line needs no scenario', async () => {
  const script = 'await fetch(process.env.OPENAI_BASE_URL + "/models").then((a) => a.text());';
  const { told } = await drilledHosted(
    ['--rule', '503, ok', '--only', 'retries'],
    [...briefNode, '--input-type=module', '-e', script],
  );
  expect(told.scenarios.map(({ name, outcome }) => [name, outcome])).toEqual([['healthy', 'fail']]);
});

together('a command has so many attempts and no more', async () => {
  const storm =
    'const headers = { authorization: "Bearer " + process.env.OPENAI_API_KEY };' +
    'for (;;) await fetch(process.env.OPENAI_BASE_URL + "/models", { headers }).then((a) => a.text());';
  const { code, told } = await drilledHosted(
    ['healthy', '--max-attempts', '20'],
    [...briefNode, '--input-type=module', '-e', storm],
  );
  expect(code).toBe(3);
  expect(told.scenarios[0]?.command).toMatchObject({ stopped: 'attempts' });
});

together('with --json standard output is the report alone', async () => {
  const { code, told, err } = await drilled([limited], node, impatient);
  expect([code, told.exit]).toEqual([1, 1]);
  expect(told.scenarios[0]?.command).toEqual({ code: 0, stopped: null, output: 'end' });
  expect(err).toMatch(/begin-.* end-/);
});

together('a report of every form is written, and the terminal is told all the same', async () => {
  const files = ['json', 'xml', 'sarif', 'html', 'md'].map((ending) => join(folder, `report.${ending}`));
  const { out } = await drill([limited, ...files.flatMap((file) => ['--report', file])], node, impatient);
  const { scenarios } = JSON.parse(readFileSync(files[0] ?? '', 'utf8')) as Told;
  const id = scenarios[0]?.verdicts.flatMap(({ findings }) => findings)[0]?.id ?? 'none';
  for (const file of files) expect(readFileSync(file, 'utf8')).toContain(id);
  expect(out).toContain(id);
});

together('a finding of the baseline does not count, a new one does', async () => {
  const baseline = join(folder, 'baseline.json');
  await drill([limited, '--report', baseline], node, impatient);
  const again = await drilledHosted([limited, '--baseline', baseline], node, impatient);
  expect(again.code).toBe(0);
  expect(again.told.known).toHaveLength(1);
  expect(verdictOf(again.told, 'honours-retry-after')?.outcome).toBe('known');
  expect(again.told.scenarios.map(({ outcome }) => outcome)).toEqual(['known']);

  const failing = write(
    'always.yaml',
    'scenario: Always\nseed: 1\nrules: [{ faults: [400] }]\nexpect: [exit: 0]\n',
  );
  const more = await drilledHosted([limited, failing, '--baseline', baseline], node, impatient);
  expect(more.code).toBe(1);
  expect(more.told.scenarios.map(({ outcome }) => outcome)).toEqual(['known', 'fail']);
});

together('--only judges what is named', async () => {
  const well = write('well.yaml', 'scenario: Well\nseed: 1\nexpect: [recovers]\n');
  const { code, told } = await drilledHosted([limited, well, '--only', 'exit'], node, impatient);
  expect(told.scenarios.map(({ name }) => name)).toEqual(['limited-once']);
  expect(told.scenarios[0]?.verdicts.map(({ expectation }) => expectation)).toEqual(['exit']);
  expect(code).toBe(0);
});

together('what every drill judges may be asked for alone; unseen it proves nothing', async () => {
  const only = ['rate-limited-then-recovers', '--time-limit', '20s', '--only'];
  const [exit, tls] = await Promise.all([
    drilledHosted([...only, 'exit'], node, impatient),
    drilledHosted([...only, 'verifies-tls'], node, impatient),
  ]);
  expect([exit.code, tls.code]).toEqual([0, 4]);
});

together('repetitions are one timeline, and none of their calls meet', async () => {
  const journals = join(folder, 'journals');
  const { told } = await drilledHosted([limited, '--repeat', '3', '--journal', journals], node, impatient);
  expect(told.scenarios).toHaveLength(1);
  expect(told.scenarios[0]?.calls.map(({ id, attempts }) => [id, attempts.length])).toEqual([
    ['r1#1', 2],
    ['r2#1', 2],
    ['r3#1', 2],
  ]);
  for (const label of ['r1', 'r2', 'r3']) {
    const lines = readFileSync(join(journals, `limited-once.${label}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    expect(lines.filter((line) => line.includes('"kind":"request"'))).toHaveLength(2);
  }
});

together('a client that makes one call meets a sequence that repeats item by item', async () => {
  const ask =
    'await fetch(process.env.OPENAI_BASE_URL + "/chat/completions", { method: "POST", headers: ' +
    '{ authorization: "Bearer " + process.env.OPENAI_API_KEY }, body: "{}" }).then((a) => a.text());';
  const words = [...briefNode, '--input-type=module', '-e', ask];
  const statusesIn = ({ scenarios }: Told) =>
    scenarios[0]?.calls.flatMap(({ attempts }) => attempts.map(({ status }) => status));
  const own = await drilledHosted(['client-errors'], words);
  expect(statusesIn(own.told)).toEqual([400, 403, 404, 422]);
  const more = await drilledHosted(['client-errors', '--repeat', '5'], words);
  expect(statusesIn(more.told)).toEqual([400, 403, 404, 422, 400]);
});

together('what always holds is judged beside expect, unless the scenario excuses it', async () => {
  const stubborn = write(
    'stubborn.mjs',
    `const { OPENAI_BASE_URL: base, OPENAI_API_KEY: key } = process.env;
     const body = JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'hi' }] });
     const headers = { authorization: 'Bearer ' + key };
     for (let n = 0; n < 3; n += 1)
       await fetch(base + '/chat/completions?api_key=' + key, { method: 'POST', headers, body })
         .then((answer) => answer.text());`,
  );
  const refused = (name: string, excuse: string) =>
    write(
      name,
      `scenario: Refused
seed: 1
rules: [{ when: { route: chat }, faults: [401] }]
expect: [{ exit: 'any' }${excuse}]
`,
    );
  const failedUnder = async (file: string) => {
    const { told } = await drilledHosted([file], [...briefNode, stubborn]);
    return told.scenarios[0]?.verdicts
      .filter(({ outcome }) => outcome === 'fail')
      .map((each) => each.expectation);
  };
  expect(await failedUnder(refused('refused.yaml', ''))).toEqual(['does-not-retry', 'keys-in-headers-only']);
  const excused = refused('excused.yaml', ', { not: does-not-retry }');
  expect(await failedUnder(excused)).toEqual(['keys-in-headers-only']);
});

together('--seed is that of the report; one that is drawn is told', async () => {
  const given = await drilledHosted(['healthy', '--seed', '7'], ['true']);
  expect(given.told.scenarios[0]?.seed).toBe('7');
  const drawn = await drilledHosted(['healthy'], ['true']);
  expect(drawn.told.scenarios[0]?.seed).toMatch(/^\d+$/);
});

together('a request whose URL names no scenario is found too', async () => {
  const bare = 'await fetch(new URL("/v1/models", process.env.BADGATEWAY_URL)).then((a) => a.text());';
  const { told } = await drilledHosted(
    ['healthy', '--repeat', '2'],
    [...briefNode, '--input-type=module', '-e', bare],
  );
  expect(told.scenarios[0]?.calls.map(({ id }) => id)).toEqual(['healthy-r1#1', 'healthy-r2#1']);
});

together('a suite is what the contract of a platform calls for, played on that platform', async () => {
  const { told } = await drilledHosted(['--suite', 'deeptoken-en', '--jobs', '2', '--repeat', '1'], ['true']);
  expect(told.scenarios.map(({ name, platform }) => [name, platform])).toEqual([
    ['platform-error', 'deeptoken-en'],
    ['no-available-channel', 'deeptoken-en'],
    ['upstream-error', 'deeptoken-en'],
    ['wallet-empty', 'deeptoken-en'],
    ['model-not-allowed', 'deeptoken-en'],
    ['rate-limited-then-recovers', 'deeptoken-en'],
    ['reworded-messages', 'deeptoken-en'],
  ]);
});

together('secrets of the environment are in no report, whatever becomes of them', async () => {
  const secret = 'hunter2-hunter2-hunter2';
  const key = 'sk-oais-0123456789abcdefghijklmn';
  const files = ['json', 'xml', 'sarif', 'html', 'md'].map((ending) => join(folder, `secret.${ending}`));
  const telling = write(
    'telling.mjs',
    `const { OPENAI_BASE_URL: base, OMNIVA_API_KEY: given, MY_SECRET: secret, MY_KEY: key } = process.env;
     for (const authorization of [given, key, secret].map((each) => 'Bearer ' + each))
       await fetch(base + '/models?key=' + secret + '&api_key=' + key, { headers: { authorization } });
     console.log(key, secret);`,
  );
  const words = [process.execPath, telling, `--with=${secret}`, `--key=${key}`];
  const args = [limited, ...files.flatMap((file) => ['--report', file])];
  const { err, out } = await drilled(args, words, {
    ...{ MY_SECRET: secret, MY_KEY: key, OMNIVA_API_KEY: 'sk-oais-real-real-real-real' },
  });
  expect(err).toContain(secret);
  for (const text of [out, ...files.map((file) => readFileSync(file, 'utf8'))])
    for (const found of [secret, key, 'real-real']) expect(text).not.toContain(found);
});

together('nothing is left of it on the disk', async () => {
  const { err } = await drilled(
    ['healthy'],
    ['sh', '-c', 'cat "$BADGATEWAY_CA" && echo "at $BADGATEWAY_CA"'],
  );
  expect(err).toContain('BEGIN CERTIFICATE');
  const [, path = ''] = /at (.+)/.exec(err) ?? [];
  expect(existsSync(path)).toBe(false);
});

test('twenty scenarios beside each other get the verdicts that they get one by one', async () => {
  const suite = join(folder, 'twenty');
  mkdirSync(suite);
  const kinds = [
    limitedOnce,
    'scenario: Well\nseed: 1\nexpect: [exit: 0]\n',
    'scenario: Refused\nseed: 2\nrules: [{ when: { route: chat }, faults: [400] }]\nexpect: [exit: 0]\n',
    'scenario: Chance\nseed: 3\nrules: [{ chance: 0.5, faults: [latency: 9ms, 503] }]\nexpect: [exit: any]\n',
    'scenario: Reset\nseed: 4\nrules: [{ times: 1, faults: [connection-reset] }]\nexpect: [exit: nonzero]\n',
  ];
  for (let index = 0; index < 20; index += 1)
    writeFileSync(join(suite, `scenario-${String(index).padStart(2, '0')}.yaml`), kinds[index % 5] ?? '');
  const brief = ({ scenarios, exit }: Told) => ({
    exit,
    scenarios: scenarios.map(({ name, outcome, command, calls, verdicts }) => ({
      ...{ name, outcome, output: command.output, failed: command.code !== 0 },
      calls: calls.map(({ id, attempts }) => [id, ...attempts.map(({ status }) => status)]),
      verdicts: verdicts.map((verdict) => [
        verdict.expectation,
        verdict.outcome,
        ...verdict.findings.map(({ id }) => id),
      ]),
    })),
  });
  const alone = await drilled([suite], node, impatient);
  const beside = await drilled([suite, '--jobs', '4'], node, impatient);
  expect(brief(beside.told)).toEqual(brief(alone.told));
  expect(new Set(alone.told.scenarios.map(({ outcome }) => outcome))).toEqual(
    new Set(['fail', 'pass', 'inconclusive']),
  );
  expect(beside.err).toMatch(/^scenario-01 \| begin-.* end-/m);
  expect(alone.err).toMatch(/^begin-.* end-/m);
}, 120_000);
