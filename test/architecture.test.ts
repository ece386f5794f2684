import { expect, test } from 'vitest';
import { layers as faultLayers } from '../src/faults/fault.ts';
import { faults } from '../src/faults/index.ts';
import * as rules from './helpers/house-rules.ts';
import { readTree, type SourceFile } from './helpers/source-tree.ts';

// The two files that spell out what is banned would convict themselves.
const self = ['test/architecture.test.ts', 'test/helpers/house-rules.ts'];
const tree = readTree('src', 'test', 'studies', 'bench', 'scripts').filter(
  ({ path }) => !self.includes(path),
);
const source = tree.filter(({ path }) => path.startsWith('src/') && /\.tsx?$/.test(path));

interface HouseRule {
  readonly says: string;
  readonly check: (files: readonly SourceFile[]) => readonly string[];
  readonly files: readonly SourceFile[];
  /** A small tree that breaks the rule, and what is said of it. */
  readonly broken: Readonly<Record<string, string>>;
  readonly complaints: readonly string[];
}

const lines = (count: number) => 'x\n'.repeat(count);

const houseRules: readonly HouseRule[] = [
  {
    says: 'each layer imports only what it may',
    check: rules.layerBreaches,
    files: source,
    broken: {
      'src/model/a.ts': "import type { B } from '../lib/b.ts';",
      'src/lib/b.ts': "import {\n  a,\n} from '../model/a.ts';\nimport { c } from './c.ts';",
      'src/faults/c.ts':
        "export { load } from '../platforms/load.ts';\nimport { e } from '../platforms/envelope.ts';",
      'src/journal/d.ts': "const log = await import('../command/log.ts');",
      'src/main.ts': "import './gateway/start.ts';\nimport { run } from './command/run.ts';",
      'src/shop/e.ts': '',
    },
    complaints: [
      'src/model/a.ts imports src/lib/b.ts; model may import nothing',
      'src/faults/c.ts imports src/platforms/load.ts; faults may import model, lib, answer/framing, ' +
        'answer/error-answer, platforms/envelope, platforms/catalogue, platforms/retry-after, ' +
        'platforms/limit-lies, tls/alerts, tls/profiles',
      'src/journal/d.ts imports src/command/log.ts; journal may import model, lib, secrets',
      'src/main.ts imports src/gateway/start.ts; main may import command, lib/clock, lib/errors, lib/terminal',
      'src/shop/e.ts: no layer "shop"; describe it in test/helpers/layers.yaml',
    ],
  },
  {
    says: 'no file imports itself in a circle',
    check: rules.importCycles,
    files: source,
    broken: {
      'src/a.ts': "import { b } from './b.ts';\nimport { d } from './d.ts';",
      'src/b.ts': "import { c } from './c.ts';",
      'src/c.ts': "import { a } from './a.ts';",
      'src/d.ts': "import type { A } from './a.ts';",
    },
    complaints: ['src/a.ts → src/b.ts → src/c.ts → src/a.ts; move what both need into a third file'],
  },
  {
    says: 'no folder imports itself in a circle',
    check: rules.folderCycles,
    files: source,
    broken: {
      'src/engine/a.ts': "import { b } from '../scenario/b.ts';\nimport { own } from './own.ts';",
      'src/scenario/b.ts': "import type { C } from '../tape/c.ts';",
      'src/tape/c.ts': "import { a } from '../engine/a.ts';",
      'src/lib/d.ts': '',
    },
    complaints: ['folders engine → scenario → tape → engine; move what both need below them'],
  },
  {
    says: 'a healthy start loads no heavy package',
    check: rules.heavyStarts,
    files: source,
    broken: {
      'src/command/serve.ts': "import { draw } from '../draw.ts';\nconst late = await import('../late.ts');",
      'src/draw.ts': "import { z } from 'zod';\nimport type { T } from './typed.ts';",
      'src/late.ts': "import { parse } from 'yaml';",
      'src/typed.ts': "import { z } from 'zod';",
    },
    complaints: ['src/draw.ts loads zod at every start; import it where it is needed'],
  },
  {
    says: 'each registry folder and its registry are the same, file by file',
    check: rules.unregisteredEntries,
    files: source,
    broken: {
      'src/faults/index.ts': "import { hang } from './hang.ts';\nimport { drip } from './drip.ts';",
      'src/faults/fault.ts': '',
      'src/faults/hang.ts': "export const hang = requestFault({\n  name: 'hang',\n",
      'src/faults/drip.ts': "export const drip = requestFault({\n  name: 'drop',\n",
      'src/faults/lost.ts': "export const lost = requestFault({\n  name: 'lost',\n",
      'src/expectations/index.ts': "import { waits } from './waits.ts';",
      'src/expectations/expectation.ts': '',
      'src/expectations/waits.ts': "export const waits = expectation({\n  name: 'wait',\n",
      'src/report/report.ts': '',
      'src/report/index.ts': '',
      'src/report/html.ts': "export const html: Report = {\n  name: 'html',\n",
      'src/report/html/page.ts': '',
    },
    complaints: [
      'src/faults/drip.ts: call the fault "drip"',
      'src/faults/lost.ts: add it to src/faults/index.ts',
      'src/expectations/waits.ts: call the expectation "waits"',
      'src/report/html.ts: add it to src/report/index.ts',
    ],
  },
  {
    says: 'every platform is in the registry',
    check: rules.unregisteredPlatforms,
    files: tree,
    broken: {
      'src/platforms/index.ts': "export const platformNames = ['known'];",
      'src/platforms/known.yaml': '',
      'src/platforms/lost.yaml': '',
    },
    complaints: ["src/platforms/lost.yaml: add 'lost' to src/platforms/index.ts"],
  },
  {
    says: 'no file is too large for its kind',
    check: rules.largeFiles,
    files: tree,
    broken: {
      'src/faults/a.ts': lines(61),
      'src/faults/fault.ts': lines(61),
      'src/b.ts': lines(251),
      'src/c.ts': lines(250),
      'test/d.test.ts': lines(401),
    },
    complaints: [
      'src/faults/a.ts has 61 lines, allowed are 60; move what is no description elsewhere',
      'src/b.ts has 251 lines, allowed are 250; split it by what changes together',
      'test/d.test.ts has 401 lines, allowed are 400; split it by what it tests',
    ],
  },
  {
    says: 'half of the files have fewer than a hundred lines',
    check: rules.largeMedian,
    files: tree,
    broken: { 'src/a.ts': lines(10), 'src/b.ts': lines(100), 'src/c.ts': lines(200), 'test/d.ts': lines(1) },
    complaints: ['the median file of src has 100 lines, allowed are 99; split the large ones'],
  },
  {
    says: 'lines fit into 110 columns',
    check: rules.longLines,
    files: tree,
    broken: { 'src/a.ts': `short\n${'x'.repeat(111)}\n${'x'.repeat(110)}`, 'src/b.yaml': 'x'.repeat(200) },
    complaints: ['src/a.ts:2 has 111 columns, allowed are 110; break it'],
  },
  {
    says: 'files and folders are named in kebab-case',
    check: rules.oddNames,
    files: tree,
    broken: { 'src/lib/goodName.ts': '', 'src/My-Folder/a.ts': '', 'src/a_b.ts': '', 'test/a-b.test.ts': '' },
    complaints: [
      'src/lib/goodName.ts: name it in kebab-case',
      'src/My-Folder/a.ts: name it in kebab-case',
      'src/a_b.ts: name it in kebab-case',
    ],
  },
  {
    says: 'nothing uses what is banned',
    check: rules.bannedWords,
    files: tree,
    broken: {
      'src/a.ts':
        "const a: any = b as any;\nconst s = 'x: any'; // as any\n/* new Date() */\nconst t = new Date();",
      'src/b.ts': 'setTimeout(f, 1);\nMath.random();\nprocess.exit(1);\nexport default f;\nenum E {}',
      'src/lib/clock.ts': 'setTimeout(f, 1);',
      'src/main.ts': 'process.exit(1);',
      'test/c.test.ts': "test.skip('x', f);\nsetTimeout(f, 1);",
      'src/d.ts':
        '// biome-ignore lint/x:\n// biome-ignore lint/x: the socket may be gone by then\n// @ts-ignore\n// TODO',
    },
    complaints: [
      'src/a.ts:1 has ": any"; say the type, or `unknown`',
      'src/a.ts:4 has "new Date"; take the Clock that is handed in (src/lib/clock.ts)',
      'src/b.ts:4 has "export default"; export it by its name',
      'src/b.ts:5 has "enum E"; use a union of strings',
      'src/b.ts:1 has "setTimeout("; take the Clock that is handed in (src/lib/clock.ts)',
      'src/b.ts:2 has "Math.random"; take the Luck that is handed in (src/lib/luck.ts)',
      'src/b.ts:3 has "process.exit("; return the exit code to src/main.ts',
      'test/c.test.ts:1 has ".skip("; let the test run, or delete it',
      'src/d.ts:1 has "biome-ignore"; say why',
      'src/d.ts:3 has "@ts-ignore"; mend what it hides',
      'src/d.ts:4 has "TODO"; do it, or file an issue',
    ],
  },
];

const byName = houseRules.map((rule) => [rule.says, rule] as const);

test.each(byName)('%s', (_, { check, files }) => {
  expect(files.length).toBeGreaterThan(20);
  expect(check(files)).toEqual([]);
});

test.each(byName)('that %s can fail', (_, { check, broken, complaints }) => {
  expect(check(Object.entries(broken).map(([path, text]) => ({ path, text })))).toEqual(complaints);
});

test('the faults are registered in the order of their layers, each once', () => {
  const order = faults.map(({ layer }) => faultLayers.indexOf(layer));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});
