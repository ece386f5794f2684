import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hosted } from '../helpers/command.ts';
import { workshop } from '../helpers/drill.ts';

const { folder, write } = workshop();

/** A file that is none of ours, and a word of it. */
const target = write('passwd', 'other:x:0:0:word-of-another\nother:x:1:1:word-of-another\n');
const word = 'word-of-another';

/** What stands in the place of a file. */
const kinds: Readonly<Record<string, (file: string) => void>> = {
  'a named pipe': (file) => void execFileSync('mkfifo', [file]),
  'a folder': (file) => void mkdirSync(file),
  'a device': (file) => symlinkSync('/dev/zero', file),
  'a link to another file': (file) => symlinkSync(target, file),
  'a file that is too large': (file) => {
    writeFileSync(file, '');
    truncateSync(file, 257 * 1_048_576);
  },
};

/** Of a link to a regular file it may be said that its text is not what is wanted. */
const causes = [
  'it is a (?:named pipe|folder|device)',
  'it is larger than \\d+ MiB',
  'no \\.yaml file is in it',
  'it leads to \\S+, which is no',
  'no JSON',
  'it is no state of badgateway',
  'it holds no key and certificate',
];
const cause = new RegExp(causes.join('|'));

let number = 0;
function fresh(name: string): string {
  number += 1;
  const file = join(folder, String(number), name);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/** A file that a command reads: its name, and the words of the command. */
interface Reader {
  readonly name: string;
  args(file: string): readonly string[];
  /** What it reads all the same. */
  readonly reads?: readonly string[];
}

const command = ['--', 'true'];
const serve = ['serve', '--port', '0', '--control-port', '0'];

function scenario(line: string): string {
  const file = fresh('scenario.yaml');
  writeFileSync(file, `seed: 1\n${line}\n`);
  return file;
}

const readers: Readonly<Record<string, Reader>> = {
  'the file of check': { name: 'a.yaml', args: (file) => ['check', file] },
  'the file of explain': { name: 'a.yaml', args: (file) => ['explain', file] },
  'the scenario of serve': { name: 'a.yaml', args: (file) => [...serve, file] },
  'the scenario of drill': { name: 'a.yaml', args: (file) => ['drill', file, ...command] },
  'the file of drill run': { name: 'a.yaml', args: (file) => ['drill', 'run', file] },
  'a platform': { name: 'a.yaml', args: (file) => ['check', scenario(`platform: ${file}`)] },
  'a platform by its flag': { name: 'a.yaml', args: (file) => ['list', 'errors', '--platform', file] },
  'a tape': { name: 'a.jsonl', args: (file) => ['check', scenario(`upstream: { replay: ${file} }`)] },
  'a baseline': { name: 'a.json', args: (file) => ['drill', 'healthy', '--baseline', file, ...command] },
  'an earlier report': { name: 'a.json', args: (file) => ['drill', 'run', 'slow-death', '--compare', file] },
  'a record': {
    name: 'a.jsonl',
    args: (file) => ['learn', file],
    reads: ['a named pipe', 'a link to another file', 'a file that is too large'],
  },
  'a mapping': { name: 'a.yaml', args: (file) => ['learn', target, '--map', file] },
  'a ready file': { name: 'a.json', args: (file) => ['ctl', 'rules', '--ready-file', file] },
  'a rule': { name: 'a.yaml', args: (file) => ['ctl', 'add', file] },
  'the state': { name: 'a.state', args: (file) => [...serve, '--state', file] },
  'a root': { name: 'private/root.pem', args: (file) => ['ca', '--ca-dir', dirname(dirname(file))] },
};

test.each(Object.keys(kinds))('%s is refused at once, by name, and nothing of it is shown', async (kind) => {
  const wrong: unknown[] = [];
  for (const [what, { name, args, reads = [] }] of Object.entries(readers)) {
    if (reads.includes(kind)) continue;
    const file = fresh(name);
    kinds[kind]?.(file);
    const ran = await hosted(args(file));
    const shown = ran.out + ran.err;
    if (ran.code !== 2 || !cause.test(shown) || shown.includes(word)) wrong.push({ what, ...ran });
  }
  expect(wrong).toEqual([]);
});

test('a link to another file teaches nothing, and nothing of it is shown', async () => {
  const { code, out, err } = await hosted(['learn', target]);
  expect([code, (out + err).includes(word)]).toEqual([2, false]);
  expect(err).toContain('it has no JSON object of a known format');
});

test('a drill goes on where a variable names something else than a file of certificates', async () => {
  for (const kind of ['a named pipe', 'a device']) {
    const file = fresh('roots.pem');
    kinds[kind]?.(file);
    const ran = await hosted(['drill', 'healthy', ...command], { env: { CURL_CA_BUNDLE: file } });
    expect(ran.code).toBe(4);
  }
});
