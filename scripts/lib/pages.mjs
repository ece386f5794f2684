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

/** The page with its parts made anew; a part for which `partOf` returns `null` stays as it is. */
export function filled(page, partOf) {
  return page.replaceAll(
    /(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g,
    (whole, begin, name, end) => {
      const made = partOf(name);
      return made === null ? whole : `${begin}\n${made}\n\n${end}`;
    },
  );
}

/** The same for YAML: the parts are between `# generated: NAME` and `# end`, and are indented as these are. */
export function filledYaml(page, partOf) {
  return page.replaceAll(
    /^( *)(# generated: ([\w-]+)\n)[\s\S]*?^ *# end$/gm,
    (_, indent, begin, name) =>
      `${indent}${begin}${partOf(name)
        .map((line) => `${indent}${line}\n`)
        .join('')}${indent}# end`,
  );
}
