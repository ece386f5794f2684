import { spawnSync } from 'node:child_process';
import { arch, availableParallelism, cpus, release, totalmem, type } from 'node:os';

export function machine() {
  const gib = Math.round(totalmem() / 1_073_741_824);
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: `${gib} GiB`,
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    commit:
      spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout?.trim() || 'unknown',
  };
}

export function sayMachine({ cpu, cores, memory, system, node, date, commit }) {
  return `${cpu}, ${cores} cores, ${memory}; ${system}; Node ${node}; ${date}, commit ${commit}`;
}

const verdictOf = ({ verdict }) => (verdict === null ? '' : ` — **${verdict}**`);

function markdownTable(rows) {
  const names = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map(() => '---')), ...rows.map((row) => line(Object.values(row)))].join(
    '\n',
  );
}

function plainTable(rows) {
  const names = Object.keys(rows[0]);
  const lines = [names, ...rows.map((row) => Object.values(row))];
  const widths = names.map((_, column) => Math.max(...lines.map((cells) => String(cells[column]).length)));
  return lines
    .map((cells) => `     ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join('  ')}`)
    .join('\n');
}

export const plainHead = (info) => `${sayMachine(info)}\n`;

/** One item for the terminal; `note`: what holds for this machine alone, and is on no page. */
export function plainItem({ id, title, target, ...result }) {
  const aim = target === null ? '' : `\n     target: ${target}: ${result.verdict}`;
  const note = result.note === undefined ? '' : `\n     ${result.note}`;
  return `\n(${id}) ${title}\n${plainTable(result.rows)}\n     ${result.found}${aim}${note}`;
}

/** The whole run as a page. */
export function page(info, results, { rounds, seconds }) {
  const sections = results.map(
    (result) => `## ${result.id}. ${result.title}

${markdownTable(result.rows)}

${result.found[0].toUpperCase()}${result.found.slice(1)}.${
      result.target === null ? '' : ` Target: ${result.target}${verdictOf(result)}.`
    }
`,
  );
  return `# Measurements

Written by \`npm run bench\`. ${sayMachine(info)}.

Loopback only. What is compared runs in turn, A B A B: a warm-up, then ${rounds} rounds of ${seconds} s each,
every request the same. Numbers are medians, ratios are taken pair by pair (in parentheses their middle half).
Absolute numbers are those of this machine alone, load generator and upstream on the same cores.

${sections.join('\n')}`;
}
