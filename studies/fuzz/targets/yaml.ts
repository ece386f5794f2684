import { readdirSync, readFileSync } from 'node:fs';
import { checkDrill } from '../../../src/drill-file/load.ts';
import { parsePlatform } from '../../../src/platforms/load.ts';
import { checkScenario } from '../../../src/scenario/load.ts';
import { opened, type Target } from '../target.ts';
import { takenOrRefused } from './located.ts';

const root = new URL('../../../', import.meta.url);

const filesOf = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(new URL(`${folder}${name}`, root)));

const words = [
  ': ',
  '- ',
  '\n',
  '\n  ',
  '{',
  '}',
  '[',
  ']',
  '"',
  '&a',
  '*a',
  '!!',
  '<<: ',
  '|',
  '# ',
  '~',
  '1e999',
];

function yamlTarget(name: string, folder: string, read: (text: string) => unknown, keys: string[]): Target {
  return {
    name,
    words: [...words, ...keys],
    seeds: () => filesOf(folder),
    open: () => opened((bytes) => takenOrRefused(() => read(bytes.toString()))),
  };
}

export const scenario = yamlTarget(
  'scenario',
  'scenarios/',
  (text) => checkScenario(text, 'fuzz.yaml', {}, {}, () => '1'),
  ['when: ', 'faults: ', 'sequence: ', 'stages: ', 'per: call', 'expect: ', '429', 'share: '],
);

export const platform = yamlTarget('platform', 'src/platforms/', (text) => parsePlatform(text, 'fuzz.yaml'), [
  'errors: ',
  'status: ',
  'extends: ',
  'surfaces: ',
  '{code}',
  'headers: ',
]);

export const drill = yamlTarget('drill', 'scenarios/drills/', (text) => checkDrill(text, 'fuzz.yaml'), [
  'kind: drill',
  'stages: ',
  'hypothesis: ',
  'probe: ',
  'until: ',
  'stopConditions: ',
]);
