/** Compares what was just seen with what the page tells of it. */
import { cell } from './facts.mjs';

/** The cells of one generated part: client → scenario → cell. */
function cellsOf(page, platform) {
  const part = platform.replaceAll('-', '_');
  const [, text = ''] = new RegExp(`<!-- generated: ${part} -->\n([^]*?)<!-- end -->`).exec(page) ?? [];
  const lines = text.split('\n').map((line) => line.slice(2, -2).split(' | '));
  const [titles = [], , ...rows] = lines.slice(lines.findIndex(([first]) => first === 'client'));
  return Object.fromEntries(
    rows.map(([client, ...cells]) => [
      client,
      Object.fromEntries(cells.map((each, index) => [titles[index + 1]?.replaceAll('`', ''), each])),
    ]),
  );
}

/** Mark, words and number of requests: the same in every run. Times are not, nor what a limit let pass. */
const steady = (text = '') => text.split(' · ')[0].replace(/≥ \d+/, '≥');

/** Where the page tells otherwise, each a line. */
export function differences(page, seen) {
  return seen.flatMap((each) => {
    const { client, platform, scenario } = each;
    const told = cellsOf(page, platform)[client]?.[scenario.name];
    const own = cell(each);
    if (steady(told) === steady(own)) return [];
    return [`${client} under ${scenario.name} of ${platform}: seen "${own}", told "${told ?? 'nothing'}"`];
  });
}
