/** What the scripts that write pages share: tables, and the parts that are generated. */

const cell = (value) => String(value).replaceAll('|', '\\|');

/** `columns`: each a title and what reads its cell from an item. */
export function table(columns, items) {
  const rows = items.map((item) => `| ${columns.map(([, read]) => cell(read(item))).join(' | ')} |`);
  return [
    `| ${columns.map(([title]) => title).join(' | ')} |`,
    `|${' --- |'.repeat(columns.length)}`,
    ...rows,
  ].join('\n');
}

/** The page with its parts made anew; a part of which `null` is known stays as it is. */
export function filled(page, partOf) {
  return page.replaceAll(
    /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (whole, begin, name, end) => {
      const made = partOf(name);
      return made === null ? whole : `${begin}\n${made}\n\n${end}`;
    },
  );
}
