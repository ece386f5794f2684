import { isMapping } from '../lib/mapping.ts';
import { table } from './table.ts';

/** Longer cells of a table are cut. */
const maxCell = 60;

const cellOf = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(', ') : String(value ?? '-');
  return text.length > maxCell ? `${text.slice(0, maxCell - 1)}…` : text;
};

const isSimple = (value: unknown): boolean =>
  !isMapping(value) && (!Array.isArray(value) || value.every((each) => typeof each === 'string'));

/** Rows of what has the same members, with a head. */
function tableOf(items: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = [
    ...new Set(items.flatMap((item) => Object.keys(item).filter((name) => isSimple(item[name])))),
  ];
  return table([columns, ...items.map((item) => columns.map((name) => cellOf(item[name])))]);
}

/** For people: lists as tables, everything else as lines. */
export function describeOutput(output: unknown): string {
  if (!isMapping(output)) return `${String(output)}\n`;
  const lists = Object.entries(output).filter(([, value]) => Array.isArray(value) && value.some(isMapping));
  const simple = Object.entries(output).filter(
    ([, value]) => isSimple(value) && !(Array.isArray(value) && value.length === 0),
  );
  const lines = simple.length === 0 ? '' : table(simple.map(([name, value]) => [name, cellOf(value)]));
  return lists.reduce((text, [, list]) => text + tableOf(list as Readonly<Record<string, unknown>>[]), lines);
}
